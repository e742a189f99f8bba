import type { Answers } from '../../daemon/control/answers.js'
import type { AreaView } from '../../protocols/ospf/view.js'
import { columns, tableOr } from '../table.js'
import { NOTHING } from '../units.js'
import { instanceColumn } from './instance-column.js'

export function renderAreas({ running, instances, areas }: Answers['/ospf/areas']): string {
  if (!running) return 'OSPF does not run: there are no areas (waymark show status).'
  const { headings, cells } = instanceColumn(instances)
  return tableOr(
    'No areas: ospf.areas in the configuration names them.',
    columns(
      ...headings,
      'AREA',
      'TYPE',
      'ROLE',
      '>INTERFACES',
      '>FULL',
      '>LSAS',
      '>SUMMARIES',
      '>DEFAULT COST',
      'FILTERS',
      'RANGES',
    ),
    areas.map((area) => [
      ...cells(area),
      area.area,
      typeOf(area),
      roleOf(area),
      `${area.interfaces}`,
      `${area.fullNeighbors}`,
      `${Object.values(area.lsas).reduce((sum, count) => sum + count, 0)}`,
      `${area.summaries}`,
      area.defaultCost === null ? NOTHING : `${area.defaultCost}`,
      filters(area),
      [...area.ranges.map(rangeInWords), ...area.externalRanges.map(externalRangeInWords)].join(', ') || NOTHING,
    ]),
  )
}

function typeOf({ type, summary, transit }: AreaView): string {
  return `${type}${summary ? '' : ', no summaries'}${transit ? ', transit' : ''}`
}

function roleOf({ borderRouter, translator }: AreaView): string {
  if (!borderRouter) return 'internal'
  return translator === null ? 'border' : `border, translator ${translator}`
}

/** `in 10.0.0.0/8 le 24; out nothing` */
function filters({ filter }: AreaView): string {
  const one = (name: 'in' | 'out'): string[] => {
    const list = filter[name]
    return list === null ? [] : [`${name} ${list.join(' ') || 'nothing'}`]
  }
  return [...one('in'), ...one('out')].join('; ') || NOTHING
}

function externalRangeInWords({ prefix, advertise, cost }: AreaView['externalRanges'][number]): string {
  if (!advertise) return `externals ${prefix} hidden`
  return cost === null ? `externals ${prefix}` : `externals ${prefix} cost ${cost}`
}

function rangeInWords({ prefix, advertise, networks, cost }: AreaView['ranges'][number]): string {
  if (networks === 0) return `${prefix} not active`
  return advertise ? `${prefix} cost ${cost}` : `${prefix} hides ${networks}`
}
