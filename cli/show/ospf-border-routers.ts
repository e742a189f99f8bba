import type { Answers } from '../../daemon/control/answers.js'
import type { BorderRouterView } from '../../protocols/ospf/view.js'
import { columns, tableOr } from '../table.js'
import { NOTHING } from '../units.js'
import { instanceColumn } from './instance-column.js'
import { nextHops } from './ospf-routes.js'

export function renderBorderRouters({ running, instances, borderRouters }: Answers['/ospf/border-routers']): string {
  if (!running) return 'OSPF does not run: there are no ways to border routers (waymark show status).'
  const { headings, cells } = instanceColumn(instances)
  return tableOr(
    'No border routers: no other router that is reached is between areas (ABR) or redistributes (ASBR).',
    columns(...headings, 'ROUTER ID', 'NAME', 'AREA', 'TYPE', '>COST', 'PATH', 'NEXT HOPS'),
    borderRouters.map((router) => [
      ...cells(router),
      router.routerId,
      router.hostname ?? NOTHING,
      router.area,
      typeOf(router),
      `${router.cost}`,
      router.pathType,
      nextHops(router, 'virtual link'),
    ]),
  )
}

function typeOf({ abr, asbr }: BorderRouterView): string {
  return [...(abr ? ['ABR'] : []), ...(asbr ? ['ASBR'] : [])].join(' ')
}
