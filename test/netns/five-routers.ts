import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import type { InterfacePlan, RouterPlan } from '../../lab/plan.js'
import { until } from '../../lab/until.js'
import { type Implementation, type RunningRouter, startRouter } from './peers.js'

/**
 * ```
 *        ┌──── LAN 10.0.0.0/24 ────┐
 *        r1        r2         r3
 *     10 │      10 │          │ 25
 *        └─── r4 ──┘          │
 *             ║ 10, 10        │
 *             r5 ─────────────┘
 * ```
 * Two equal paths from the LAN to r4, two parallel links from r4 to r5, and a longer way round.
 */
export const routerNames = ['r1', 'r2', 'r3', 'r4', 'r5'] as const
type RouterName = (typeof routerNames)[number]

const interfacesOf: Readonly<Record<RouterName, readonly InterfacePlan[]>> = {
  r1: [lan(10), link('r1r4')],
  r2: [lan(5), link('r2r4')],
  r3: [lan(1), link('r3r5', 25)],
  r4: [link('r4r1'), link('r4r2'), link('r4r5a'), link('r4r5b')],
  r5: [link('r5r4a'), link('r5r4b'), link('r5r3', 25)],
}

function lan(priority: number): InterfacePlan {
  return { name: 'lan0', type: 'broadcast', cost: 10, priority }
}

function link(name: string, cost = 10): InterfacePlan {
  return { name, type: 'point-to-point', cost }
}

export function planOf(name: RouterName): RouterPlan {
  const loopback: InterfacePlan = { name: 'lo', type: 'point-to-point', cost: 1, passive: true }
  return { name, routerId: `192.0.2.${name.slice(1)}`, interfaces: [loopback, ...interfacesOf[name]] }
}

/** The five of them, running. */
export interface FiveRouters {
  readonly at: Readonly<Record<RouterName, Namespace>>
  readonly running: Readonly<Record<RouterName, RunningRouter>>
}

/** Builds the five routers and runs on each the program that is told. */
export async function fiveRouters(
  network: Network,
  programs: Readonly<Record<RouterName, Implementation>>,
): Promise<FiveRouters> {
  const at = await ofEach((name) => network.add(name))
  for (const name of routerNames) await at[name].ip(`address add 10.255.0.${name.slice(1)}/32 dev lo`)
  await network.lan(
    'lan',
    (['r1', 'r2', 'r3'] as const).map((name) => ({
      at: at[name],
      name: 'lan0',
      addresses: [`10.0.0.${name.slice(1)}/24`],
    })),
  )
  const cable = (a: RouterName, aName: string, b: RouterName, bName: string, net: number): Promise<void> =>
    network.connect(
      { at: at[a], name: aName, addresses: [`10.1.${net}.1/30`] },
      { at: at[b], name: bName, addresses: [`10.1.${net}.2/30`] },
    )
  await cable('r1', 'r1r4', 'r4', 'r4r1', 14)
  await cable('r2', 'r2r4', 'r4', 'r4r2', 24)
  await cable('r3', 'r3r5', 'r5', 'r5r3', 35)
  await cable('r4', 'r4r5a', 'r5', 'r5r4a', 45)
  await cable('r4', 'r4r5b', 'r5', 'r5r4b', 46)
  const running = await ofEach((name) => startRouter(network, at[name], planOf(name), programs[name]))
  return { at, running }
}

async function ofEach<T>(make: (name: RouterName) => Promise<T>): Promise<Record<RouterName, T>> {
  const entries = await Promise.all(routerNames.map(async (name): Promise<[RouterName, T]> => [name, await make(name)]))
  return Object.fromEntries(entries) as Record<RouterName, T>
}

/** Waits until every router has as many neighbors as it is told to have, all of them Full. */
export async function adjacent({ running }: FiveRouters, wanted: Readonly<Record<RouterName, number>>): Promise<void> {
  await until(
    'every adjacency of the five routers is Full',
    () => ofEach((name) => running[name].neighbors()),
    (neighbors) =>
      routerNames.every(
        (name) =>
          neighbors[name].length === wanted[name] &&
          neighbors[name].every((neighbor) => neighbor.state.startsWith('Full')),
      ),
    { within: 60_000, every: 250 },
  )
}
