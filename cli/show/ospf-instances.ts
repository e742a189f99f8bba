import { MAIN_TABLE } from '../../config/settings.js'
import type { Answers } from '../../daemon/control/answers.js'
import type { InstanceView } from '../../daemon/control/ospf-answers.js'
import { columns, tableOr } from '../table.js'
import { NOTHING, remaining } from '../units.js'

export function renderInstances({ ospf }: Answers['/ospf/instances']): string {
  return tableOr(
    'No instances: neither ospf nor ospf-instances is in the configuration.',
    columns(
      'INSTANCE',
      'STATE',
      'ROUTER ID',
      'VRF',
      '>TABLE',
      '>METRIC',
      '>DISTANCE',
      'ABR TYPE',
      'RFC 1583',
      '>AREAS',
      '>INTERFACES',
      '>FULL',
      '>LSAS',
      '>OF OTHERS',
      '>ROUTES',
    ),
    ospf.map((each) => [
      each.instance,
      stateOf(each),
      each.routerId ?? NOTHING,
      each.vrf ?? NOTHING,
      tableOf(each.table),
      byKind(each.metrics),
      byKind(each.distances),
      each.abrType ?? NOTHING,
      each.rfc1583Compatibility === null ? NOTHING : each.rfc1583Compatibility ? 'compatible' : 'no',
      `${each.areas}`,
      `${each.interfaces}`,
      `${each.fullNeighbors}/${each.neighbors}`,
      `${each.lsas}`,
      each.foreignLsas === null ? NOTHING : `${each.foreignLsas.counted}/${each.foreignLsas.maximum}`,
      `${each.routes}`,
    ]),
  )
}

function stateOf({ state, foreignLsas }: InstanceView): string {
  const left = foreignLsas?.pauseLeft ?? null
  return left === null ? state : `${state}, ${remaining(left)} left`
}

/** One number for all kinds of routes, or of intra-area/inter-area/external of type 1/of type 2. */
function byKind(of: InstanceView['metrics']): string {
  if (of === null) return NOTHING
  const numbers = [of['intra-area'], of['inter-area'], of['external-1'], of['external-2']]
  return new Set(numbers).size === 1 ? `${numbers[0]}` : numbers.join('/')
}

function tableOf(table: number | null): string {
  if (table === null) return NOTHING
  return table === MAIN_TABLE ? 'main' : `${table}`
}
