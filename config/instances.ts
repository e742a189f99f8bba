import { formatIpv4 } from '../protocols/base/ipv4.js'
import type { PathType } from '../protocols/engine/route.js'
import type { RouterId } from '../protocols/ospf/identifiers.js'
import { keyOf } from './json-schema.js'
import type { Path } from './place.js'
import type { WrittenArea } from './schema/ospf.js'
import type { WrittenSettings } from './schema.js'
import { areaKey, type Finding } from './secrets.js'
import {
  DEFAULT_INSTANCE,
  type InstanceSettings,
  type KernelSettings,
  METRIC_OF,
  metricsByPathType,
  VRF_TABLE,
} from './settings.js'
import { judgeTransitAreas } from './virtual-links.js'

interface Instance extends Pick<InstanceSettings, 'name' | 'vrf' | 'kernel'> {
  readonly routerId: RouterId | undefined
  readonly areas: readonly WrittenArea[]
  /** Where the file has it. */
  readonly path: Path
}

/**
 * What an instance of OSPF must be as a whole: its virtual links lead to other routers. And what instances must be to
 * each other: an interface belongs to one, because OSPFv2 packets do not say which they are of; and where they share a
 * kernel table, a route has one metric there whosever it is.
 *
 * @param file the value of the whole file, in which areas have the names that paths need
 */
export function judgeInstances(written: WrittenSettings, file: unknown): readonly Finding[] {
  const { ospf, ospfInstances, kernel } = written
  const others = ospfInstances.map(({ name, vrf, kernel, ospf: { areas, routerId } }) => {
    return { name, vrf, kernel, areas, routerId, path: ['ospf-instances', name] }
  })
  const first = ospf && { ...ospf, name: DEFAULT_INSTANCE, vrf: undefined, kernel, path: ['ospf'] }
  const all: readonly Instance[] = first === undefined ? others : [first, ...others]
  return all.flatMap((later, i) => [
    ...virtualLinksToItself(later, file),
    ...judgeTransitAreas(later.areas, file, later.path),
    ...all
      .slice(0, i)
      .flatMap((earlier) => [...sharedInterfaces(earlier, later, file), ...sharedTable(earlier, later)]),
  ])
}

function virtualLinksToItself({ areas, routerId, path }: Instance, file: unknown): Finding[] {
  if (routerId === undefined) return []
  return areas
    .filter(({ virtualLinks }) => virtualLinks.some(({ neighbor }) => neighbor === routerId))
    .map((area) => ({
      severity: 'problem',
      path: [...path, 'areas', areaKey(file, path, area), 'virtual-links', formatIpv4(routerId)],
      message: 'is the Router ID of this router: a virtual link leads to another one',
    }))
}

function sharedInterfaces(earlier: Instance, later: Instance, file: unknown): Finding[] {
  if (earlier.vrf !== later.vrf) return []
  const taken = patternsOf(earlier)
  return patternsOf(later).flatMap(({ area, pattern }) => {
    const same = taken.find((other) => patternsMeet(other.pattern, pattern))
    if (same === undefined) return []
    const as = same.pattern === pattern ? '' : ` as ${same.pattern}`
    const message = `an interface belongs to one instance: it is in area ${formatIpv4(same.area.id)} of ${earlier.name}${as}`
    return [
      {
        severity: 'problem',
        path: [...later.path, 'areas', areaKey(file, later.path, area), 'interfaces', pattern],
        message,
      },
    ]
  })
}

function patternsOf({ areas }: Instance): readonly { readonly area: WrittenArea; readonly pattern: string }[] {
  return areas.flatMap((area) => area.interfaces.map(({ pattern }) => ({ area, pattern })))
}

function sharedTable(earlier: Instance, later: Instance): Finding[] {
  const { table } = later.kernel
  if (earlier.kernel.table !== table || (table === VRF_TABLE && earlier.vrf !== later.vrf)) return []
  const theirs = metricsByPathType(earlier.kernel)
  const ours = metricsByPathType(later.kernel)
  const wrong = new Map<string, number>()
  for (const [kind, names] of Object.entries(METRIC_OF) as [PathType, readonly (keyof KernelSettings)[]][]) {
    if (theirs[kind] === ours[kind]) continue
    const decides = names.find((name) => earlier.kernel[name] !== undefined || later.kernel[name] !== undefined)!
    wrong.set(keyOf(decides), theirs[kind])
  }
  return [...wrong].map(([key, metric]) => {
    const message = `must be that of ${earlier.name} (${metric}), which has its routes in the same table`
    return { severity: 'problem', path: [...later.path, 'kernel', key], message }
  })
}

/** Whether there is a name that both patterns stand for; `*` stands for any characters, none included. */
export function patternsMeet(a: string, b: string): boolean {
  // Whether what follows the first i characters of `a` and the first j of `b` can be the same.
  let after: boolean[] = []
  for (let i = a.length; i >= 0; i--) {
    const here: boolean[] = []
    for (let j = b.length; j >= 0; j--) {
      if (i === a.length && j === b.length) here[j] = true
      else if (a[i] === '*') here[j] = after[j]! || (j < b.length && here[j + 1]!)
      else if (b[j] === '*') here[j] = here[j + 1]! || (i < a.length && after[j]!)
      else here[j] = i < a.length && j < b.length && a[i] === b[j] && after[j + 1]!
    }
    after = here
  }
  return after[0]!
}
