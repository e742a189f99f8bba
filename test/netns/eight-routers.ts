import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import type { AreaPlan, InterfacePlan, RouterPlan } from '../../lab/plan.js'
import { type Implementation, startRouter } from './peers.js'

/**
 * ```
 *   area 1, totally stubby     backbone                            area 2, ranges
 *
 *          ┌── r1 ─────────────┬───────────── r4 ──────────────┐
 *          │   │ └──── r7 ─────│──────────────┘                │ LAN 10.2.0.0/24, and on it
 *          r5  │               │ LAN 10.0.0.0/24               ├── r6
 *          │   │               │                               │   │ 10.3.36.0/30, hidden
 *          └── r2 ─────────────┴───────────── r3 ──────────────┘   │
 *              │                              │ └─────────────────┘
 *              └────────────── r8 ────────────┘
 *                          area 3, stub
 * ```
 * r7 is an AS boundary router in the backbone, with a default route; r6 one in area 2, whose externals are reached through an
 * address on its LAN that belongs to no router of OSPF.
 */
export const routerNames = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8'] as const
export type RouterName = (typeof routerNames)[number]
export type Programs = Readonly<Record<RouterName, Implementation>>
export type EightRouters = Readonly<Record<RouterName, Namespace>>

const OUTSIDE = '10.2.0.9'

const areas: Readonly<Record<0 | 1 | 2 | 3, AreaPlan>> = {
  0: { id: 0, type: 'normal' },
  1: { id: 1, type: 'stub', summary: false },
  2: { id: 2, type: 'normal', ranges: { '10.2.0.0/16': 'advertise', '10.3.0.0/16': 'hide' } },
  3: { id: 3, type: 'stub' },
}

function on(area: 0 | 1 | 2 | 3, name: string, cost = 10): InterfacePlan {
  return { name, area, cost, type: name.startsWith('lan') ? 'broadcast' : 'point-to-point' }
}

function loopback(area: 0 | 1 | 2 | 3): InterfacePlan {
  return { name: 'lo', area, type: 'point-to-point', cost: 1, passive: true }
}

/** The address of each loopback, and the interfaces. */
const routers: Readonly<Record<RouterName, readonly [string, ...InterfacePlan[]]>> = {
  r1: ['10.255.0.1/32', loopback(0), on(0, 'lan0'), on(0, 'r1r7'), on(1, 'r1r5')],
  r2: ['10.255.0.2/32', loopback(0), on(0, 'lan0'), on(1, 'r2r5'), on(3, 'r2r8')],
  r3: ['10.2.255.3/32', loopback(2), on(0, 'lan0'), on(2, 'lan2'), on(2, 'r3r6', 5), on(3, 'r3r8')],
  r4: ['10.255.0.4/32', loopback(0), on(0, 'lan0'), on(0, 'r4r7'), on(2, 'lan2')],
  r5: ['10.255.1.5/32', loopback(1), on(1, 'r5r1'), on(1, 'r5r2')],
  r6: ['10.2.255.6/32', loopback(2), on(2, 'lan2'), on(2, 'r6r3', 5)],
  r7: ['10.255.0.7/32', loopback(0), on(0, 'r7r1'), on(0, 'r7r4')],
  r8: ['10.255.3.8/32', loopback(3), on(3, 'r8r2'), on(3, 'r8r3')],
}

const asBoundary: Readonly<Partial<Record<RouterName, Pick<RouterPlan, 'externals' | 'defaultInformation'>>>> = {
  r6: {
    externals: [
      { prefix: '198.51.100.0/24', via: OUTSIDE, metric: 20, metricType: 1 },
      { prefix: '203.0.113.0/24', via: OUTSIDE, metric: 50, metricType: 2 },
      { prefix: '100.64.6.0/24', metric: 20, metricType: 2 },
    ],
  },
  r7: {
    externals: [
      // Of type 2: r6's way is taken, however far it is.
      { prefix: '198.51.100.0/24', metric: 1, metricType: 2 },
      // As good as r6's: the nearer one is taken.
      { prefix: '203.0.113.0/24', metric: 50, metricType: 2 },
      { prefix: '100.64.7.0/24', metric: 30, metricType: 1 },
    ],
    defaultInformation: { metric: 7, metricType: 1 },
  },
}

export function planOf(name: RouterName): RouterPlan {
  const [, ...interfaces] = routers[name]
  return { name, routerId: `192.0.2.${name.slice(1)}`, interfaces, areas: Object.values(areas), ...asBoundary[name] }
}

/** Builds the eight routers and runs on each the program that is told. */
export async function eightRouters(network: Network, programs: Programs): Promise<EightRouters> {
  const entries = await Promise.all(routerNames.map(async (name) => [name, await network.add(name)] as const))
  const at = Object.fromEntries(entries) as Record<RouterName, Namespace>
  for (const name of routerNames) await at[name].ip(`address add ${routers[name][0]} dev lo`)
  const lan = (name: string, net: string, members: readonly RouterName[]): Promise<void> =>
    network.lan(
      name,
      members.map((member) => ({ at: at[member], name, addresses: [`${net}.${member.slice(1)}/24`] })),
    )
  await lan('lan0', '10.0.0', ['r1', 'r2', 'r3', 'r4'])
  await lan('lan2', '10.2.0', ['r3', 'r4', 'r6'])
  const cable = (a: RouterName, b: RouterName, net: string): Promise<void> =>
    network.connect(
      { at: at[a], name: a + b, addresses: [`${net}.1/30`] },
      { at: at[b], name: b + a, addresses: [`${net}.2/30`] },
    )
  await cable('r1', 'r7', '10.1.17')
  await cable('r4', 'r7', '10.1.47')
  await cable('r1', 'r5', '10.11.15')
  await cable('r2', 'r5', '10.11.25')
  await cable('r3', 'r6', '10.3.36')
  await cable('r2', 'r8', '10.13.28')
  await cable('r3', 'r8', '10.13.38')
  for (const [name, { externals = [] }] of Object.entries(asBoundary)) {
    const routes = externals.map(({ prefix, via }) =>
      via === undefined ? `route add blackhole ${prefix}` : `route add ${prefix} via ${via}`,
    )
    await at[name as RouterName].ip(...routes)
  }
  await Promise.all(routerNames.map((name) => startRouter(network, at[name], planOf(name), programs[name])))
  return at
}

/** Takes away the links r1–r7 and r1–r5, at both ends: carrier without a cable is told apart by some and not by others. */
export async function cutLinks(at: EightRouters): Promise<void> {
  await at.r1.ip('link set r1r7 down', 'link set r1r5 down')
  await Promise.all([at.r7.ip('link set r7r1 down'), at.r5.ip('link set r5r1 down')])
}

/** r3, border of areas 2 and 3, dies without a word. Returns those who live. */
export function killBorderRouter({ r3, ...others }: EightRouters): Omit<EightRouters, 'r3'> {
  for (const program of r3.programs) program.child.kill('SIGKILL')
  return others
}
