import type { Namespace } from '../../lab/namespace.js'
import type { End, Network } from '../../lab/network.js'
import { type AreaPlan, type InterfacePlan, type RouterPlan, waymarkOspf } from '../../lab/plan.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'
import type { Implementation } from './peers.js'
import type { Routers } from './reference.js'

/** Routers and what is between them; everything that is not the same in all routers is said with the router. */
export interface Topology {
  readonly areas: readonly AreaPlan[]
  /** By names `r1`, `r2` and so on: router N has the Router ID 192.0.2.N. */
  readonly routers: Readonly<Record<string, RouterOfTopology>>
  /** By the name of the interfaces. Router N has the address N in the network's /24. */
  readonly lans: Readonly<Record<string, LanOfTopology>>
  readonly cables: readonly CableOfTopology[]
}

export interface RouterOfTopology
  extends Pick<RouterPlan, 'externals' | 'defaultInformation' | 'areas' | 'rfc1583Compatibility'> {
  /** A host address and the area it is in. */
  readonly loopback: readonly [string, number]
}

export interface LanOfTopology {
  readonly area: number
  /** The first three numbers of it. */
  readonly net: string
  readonly members: readonly string[]
  /** 10 unless told. */
  readonly cost?: number
}

/**
 * Between `r1` and `r2` it is r1's interface `r1r2` with address .1, and r2's `r2r1` with .2; it costs 10 unless told. A
 * second one between them needs a suffix of these names.
 */
export interface CableOfTopology {
  readonly between: readonly [string, string]
  readonly area: number
  readonly net: string
  readonly cost?: number
  readonly suffix?: string
}

/** Which program each router runs. */
export type Programs = Readonly<Record<string, Implementation>>

/** @param letters one for each router, r1 first: Waymark, FRR or BIRD */
export function programs(letters: string): Programs {
  const by: Readonly<Record<string, Implementation>> = { w: 'waymark', f: 'frr', b: 'bird' }
  return Object.fromEntries([...letters].map((letter, i) => [`r${i + 1}`, by[letter]!]))
}

/** Routers `r1` and so on that are all in the backbone: router N has the loopback address 10.255.0.N. */
export function backboneRouters(count: number): Topology['routers'] {
  const one = (n: number): [string, RouterOfTopology] => [`r${n}`, { loopback: [`10.255.0.${n}`, 0] }]
  return Object.fromEntries(Array.from({ length: count }, (_, i) => one(i + 1)))
}

/** What a router of a topology is to be. */
export function planOf(topology: Topology, name: string): RouterPlan {
  const { loopback, ...more } = topology.routers[name]!
  const lans = Object.entries(topology.lans).filter(([, { members }]) => members.includes(name))
  const cables = topology.cables.filter(({ between }) => between.includes(name))
  const interfaces: InterfacePlan[] = [
    { name: 'lo', area: loopback[1], type: 'point-to-point', cost: 1, passive: true },
    ...lans.map(([lan, { area, cost = 10 }]): InterfacePlan => ({ name: lan, area, type: 'broadcast', cost })),
    ...cables.map(
      ({ between: [a, b], area, cost = 10, suffix = '' }): InterfacePlan => ({
        name: name + (name === a ? b : a) + suffix,
        area,
        type: 'point-to-point',
        cost,
      }),
    ),
  ]
  return { name, routerId: `192.0.2.${name.slice(1)}`, interfaces, areas: topology.areas, ...more }
}

/** Builds the routers and runs on each the program that is told. */
export async function build(network: Network, topology: Topology, runs: Programs): Promise<Routers> {
  const at = await wire(network, topology)
  await Promise.all(Object.keys(at).map((name) => start(network, at[name]!, planOf(topology, name), runs[name]!)))
  return at
}

/** Builds the routers, on which nothing runs. */
export async function wire(network: Network, topology: Topology): Promise<Routers> {
  const names = Object.keys(topology.routers)
  const at = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await network.add(name)] as const)))
  for (const [name, { members, net }] of Object.entries(topology.lans)) {
    const end = (member: string): End => ({ at: at[member]!, name, addresses: [`${net}.${member.slice(1)}/24`] })
    await network.lan(name, members.map(end))
  }
  for (const {
    between: [a, b],
    net,
    suffix = '',
  } of topology.cables) {
    await network.connect(
      { at: at[a]!, name: a + b + suffix, addresses: [`${net}.1/30`] },
      { at: at[b]!, name: b + a + suffix, addresses: [`${net}.2/30`] },
    )
  }
  await Promise.all(
    names.map(async (name) => {
      const { loopback, externals = [] } = topology.routers[name]!
      const routes = externals.map(({ prefix, via }) =>
        via === undefined ? `route add blackhole ${prefix}` : `route add ${prefix} via ${via}`,
      )
      await at[name]!.ip(`address add ${loopback[0]}/32 dev lo`, ...routes)
    }),
  )
  return at
}

function start(network: Network, at: Namespace, plan: RouterPlan, program: Implementation): Promise<unknown> {
  switch (program) {
    case 'frr':
      return Frr.start(
        network,
        at,
        ['ospfd'],
        `${frrOspf(plan)} timers throttle lsa all 500\n timers lsa min-arrival 200\n`,
      )
    case 'bird':
      return Bird.start(network, at, birdOspf(plan))
    case 'waymark':
      return Waymark.start(network, at, waymarkOspf(plan))
  }
}

/** Takes cables between two routers each away, at both ends: one without carrier is not the same to all programs. */
export async function cut(at: Routers, ...cables: readonly (readonly [string, string])[]): Promise<Routers> {
  const ends = cables.flatMap(([a, b]) => [at[a]!.ip(`link set ${a + b} down`), at[b]!.ip(`link set ${b + a} down`)])
  await Promise.all(ends)
  return at
}

/** A router dies without a word; what its kernel does from then on is of no interest. Returns those who live. */
export function kill(at: Routers, name: string): Routers {
  for (const program of at[name]!.programs) program.child.kill('SIGKILL')
  return Object.fromEntries(Object.entries(at).filter(([each]) => each !== name))
}

/** Takes a LAN away from routers of it. */
export async function unplug(at: Routers, lan: string, ...names: readonly string[]): Promise<Routers> {
  await Promise.all(names.map((name) => at[name]!.ip(`link set ${lan} down`)))
  return at
}
