import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { type InterfacePlan, type RouterPlan, waymarkOspf } from '../../lab/plan.js'
import { type KernelRoutes, kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { type Implementation, type RunningRouter, startRouter } from './peers.js'

/** A router with a loopback address 10.255.0.N, and an interface `ptp0` to the other of the pair. */
export interface PairMember {
  readonly at: Namespace
  readonly plan: RouterPlan
}

export type Pair = readonly [PairMember, PairMember]

/** Two routers and a cable, nothing running yet; numbered 10.1.12.1 and .2 of a /30 unless told otherwise. */
export async function pair(
  network: Network,
  addresses: readonly [readonly string[], readonly string[]] = [['10.1.12.1/30'], ['10.1.12.2/30']],
  change: Partial<InterfacePlan> = {},
): Promise<Pair> {
  const one = async (n: 1 | 2): Promise<PairMember> => {
    const at = await network.add(`r${n}`)
    await at.ip(`address add 10.255.0.${n}/32 dev lo`)
    const loopback: InterfacePlan = { name: 'lo', type: 'point-to-point', cost: 1, passive: true }
    const link: InterfacePlan = { name: 'ptp0', type: 'point-to-point', cost: 10, ...change }
    return { at, plan: { name: `r${n}`, routerId: `192.0.2.${n}`, interfaces: [loopback, link] } }
  }
  const [a, b] = [await one(1), await one(2)]
  await network.connect(
    { at: a.at, name: 'ptp0', addresses: addresses[0] },
    { at: b.at, name: 'ptp0', addresses: addresses[1] },
  )
  return [a, b]
}

/** @param ospf settings of the whole instance */
export function startWaymark(
  network: Network,
  member: PairMember,
  ospf: Readonly<Record<string, unknown>> = {},
): Promise<Waymark> {
  return Waymark.start(network, member.at, waymarkOspf(member.plan, ospf))
}

export function startPeer(network: Network, member: PairMember, program: Implementation): Promise<RunningRouter> {
  return startRouter(network, member.at, member.plan, program)
}

/** Waits until a router has exactly one neighbor, which is Full. */
export async function untilFull(router: RunningRouter, within = 60_000): Promise<void> {
  await until(
    'the one neighbor is Full',
    () => router.neighbors(),
    (seen) => seen.length === 1 && seen[0]!.state.startsWith('Full'),
    { within },
  )
}

/** Waits until a kernel has the route with just these next hops (`GATEWAY INTERFACE`), or has no such route. */
export function untilRoute(
  at: Namespace,
  prefix: string,
  nextHops: readonly string[] | undefined,
  within = 30_000,
  table: 'main' | number = 'main',
): Promise<KernelRoutes> {
  return until(
    `${at.name} has ${prefix} via ${nextHops?.join(' and ') ?? 'nothing'}`,
    () => kernelRoutes(at, table),
    (routes) => routes.get(prefix)?.join() === nextHops?.join(),
    { within, every: 50 },
  )
}

/** A kernel has the route once, with this metric. */
export async function untilMetric(at: Namespace, prefix: string, metric: number): Promise<void> {
  await until(
    `${prefix} has metric ${metric}`,
    async () => (await at.ipJson(`route show ${prefix}`)) as { readonly metric?: number }[],
    (routes) => routes.length === 1 && routes[0]?.metric === metric,
  )
}
