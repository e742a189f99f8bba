import type { Answers } from '../../daemon/control/answers.js'
import type { ExternalRouteView } from '../../protocols/ospf/view.js'
import { columns, tableOr } from '../table.js'
import { NOTHING } from '../units.js'
import { instanceColumn } from './instance-column.js'

export function renderExternals({ running, instances, externals }: Answers['/ospf/externals']): string {
  if (!running) return 'OSPF does not run: nothing is brought into the AS (waymark show status).'
  const { headings, cells } = instanceColumn(instances)
  return tableOr(
    'Nothing is brought into the AS: redistribute and default-information in the configuration would.',
    columns(...headings, 'PREFIX', 'FROM', 'TYPE', '>METRIC', '>TAG', 'FORWARDING ADDRESS', 'FATE'),
    externals.map((route) => [
      ...cells(route),
      route.prefix,
      from(route),
      `E${route.metricType}`,
      `${route.metric}`,
      `${route.tag}`,
      route.forwardingAddress ?? NOTHING,
      fate(route),
    ]),
  )
}

/** In the words of `redistribute`: protocols 3 and 4 are those of routes by hand. */
function from({ source }: ExternalRouteView): string {
  if (typeof source !== 'number') return source
  return source === 3 || source === 4 ? 'static' : `protocol ${source}`
}

function fate({ fate: what, range }: ExternalRouteView): string {
  switch (what) {
    case 'advertised':
      return 'advertised'
    case 'aggregated':
      return `as part of ${range}`
    case 'hidden':
      return `hidden by ${range}`
    case 'another-asbr':
      return 'another ASBR advertises the same'
  }
}
