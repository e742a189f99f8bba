import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { until } from '../../lab/until.js'
import type { Configuration, Waymark } from '../../lab/waymark.js'

/** Cables with the same name at both ends, numbered 10.1.0.0/30, 10.1.1.0/30, …: `a` has .1, `b` .2. */
export async function cables(network: Network, a: Namespace, b: Namespace, names: readonly string[]): Promise<void> {
  for (const [i, name] of names.entries()) {
    await network.connect(
      { at: a, name, addresses: [`10.1.${i}.1/30`] },
      { at: b, name, addresses: [`10.1.${i}.2/30`] },
    )
  }
}

/** A configuration with point-to-point interfaces and short timers; of each what differs from that. */
export function waymarkOn(
  routerId: string,
  interfaces: Readonly<Record<string, object>>,
  rest: Readonly<Record<string, unknown>> = {},
): Configuration {
  const common = { 'interface-type': 'point-to-point', 'hello-interval': 1, 'dead-interval': 4 }
  const all = Object.entries(interfaces).map(([name, own]) => [name, { ...common, ...own }])
  return { 'router-id': routerId, ospf: { areas: { 0: { interfaces: Object.fromEntries(all) } } }, ...rest }
}

/** BIRD's configuration with point-to-point interfaces and short timers; of each what else it says. */
export function birdOn(routerId: string, interfaces: Readonly<Record<string, string>>): string {
  const all = Object.entries(interfaces).map(
    ([name, own]) => `    interface "${name}" { type ptp; hello 1; dead 4; retransmit 2; ${own} };`,
  )
  return `log stderr all;
router id ${routerId};
protocol device { }
protocol kernel { ipv4 { export where source ~ [ RTS_OSPF, RTS_OSPF_IA, RTS_OSPF_EXT1, RTS_OSPF_EXT2 ]; }; }
protocol ospf v2 {
  tick 1;
  ipv4;
  area 0 {
${all.join('\n')}
  };
}
`
}

/** ospfd's configuration with point-to-point interfaces and short timers; of each what else it says. */
export function frrOn(routerId: string, interfaces: Readonly<Record<string, readonly string[]>>): string {
  const all = Object.entries(interfaces).flatMap(([name, own]) => [
    `interface ${name}`,
    ' ip ospf area 0',
    ' ip ospf network point-to-point',
    ' ip ospf hello-interval 1',
    ' ip ospf dead-interval 4',
    ' ip ospf retransmit-interval 1',
    ...own.map((line) => ` ${line}`),
  ])
  return [...all, 'router ospf', ` ospf router-id ${routerId}`, ' timers throttle spf 0 50 500', ''].join('\n')
}

/** Waits until just so many neighbors of the router are Full. */
export async function untilFullWith(
  router: { neighbors(): Promise<readonly { readonly state: string }[]> },
  count: number,
): Promise<void> {
  await until(
    `${count} neighbors are Full`,
    () => router.neighbors(),
    (seen) => seen.filter(({ state }) => state.startsWith('Full')).length === count,
  )
}

/** Why the daemon has no adjacency on an interface, as soon as it knows of somebody there. */
export async function whyNotFullOn(router: Waymark, name: string): Promise<string | null> {
  const { neighbors } = await until(
    `somebody is known on ${name}`,
    () => router.ask('/ospf/neighbors'),
    (seen) => seen.neighbors.some((each) => each.interface === name),
  )
  return neighbors.find((each) => each.interface === name)!.whyNotFull
}
