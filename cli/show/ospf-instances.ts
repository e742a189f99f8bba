import { MAIN_TABLE } from '../../config/settings.js'
import type { Answers } from '../../daemon/control/answers.js'
import { columns, tableOr } from '../table.js'
import { NOTHING } from '../units.js'

export function renderInstances({ ospf }: Answers['/ospf/instances']): string {
  return tableOr(
    'No instances: neither ospf nor ospf-instances is in the configuration.',
    columns('INSTANCE', 'STATE', 'ROUTER ID', 'VRF', '>TABLE', '>AREAS', '>INTERFACES', '>FULL', '>LSAS', '>ROUTES'),
    ospf.map((each) => [
      each.instance,
      each.state,
      each.routerId ?? NOTHING,
      each.vrf ?? NOTHING,
      tableOf(each.table),
      `${each.areas}`,
      `${each.interfaces}`,
      `${each.fullNeighbors}/${each.neighbors}`,
      `${each.lsas}`,
      `${each.routes}`,
    ]),
  )
}

function tableOf(table: number | null): string {
  if (table === null) return NOTHING
  return table === MAIN_TABLE ? 'main' : `${table}`
}
