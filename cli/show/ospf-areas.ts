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
    columns(...headings, 'AREA', 'TYPE', 'ROLE', '>INTERFACES', '>FULL', '>LSAS', '>SUMMARIES', 'RANGES'),
    areas.map((area) => [
      ...cells(area),
      area.area,
      typeOf(area),
      roleOf(area),
      `${area.interfaces}`,
      `${area.fullNeighbors}`,
      `${Object.values(area.lsas).reduce((sum, count) => sum + count, 0)}`,
      `${area.summaries}`,
      area.ranges.map(rangeInWords).join(', ') || NOTHING,
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

function rangeInWords({ prefix, advertise, networks, cost }: AreaView['ranges'][number]): string {
  if (networks === 0) return `${prefix} not active`
  return advertise ? `${prefix} cost ${cost}` : `${prefix} hides ${networks}`
}
