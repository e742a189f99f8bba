import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { kernelRoutes } from '../../lab/routes.js'
import { always, until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird } from './bird.js'
import { Frr } from './frr.js'
import type { Implementation, RunningRouter } from './peers.js'

/**
 * ```
 *  r1 ── r2 ═══╦═══ r3 ── r5 ── (198.51.100.0/24)
 *  area 1      ║          │
 *  stub       r4 ─────────┘      area 2, an NSSA: r3, r4, r5
 *                backbone: a LAN of r2, r3, r4
 * ```
 * r2 has the range 10.1.0.0/16 for area 1; r5 brings a static route in; every router has a loopback address.
 */
export const names = ['r1', 'r2', 'r3', 'r4', 'r5'] as const
export type Name = (typeof names)[number]

type Kind = 'normal' | 'stub' | 'nssa'
const KINDS: Readonly<Record<number, Kind>> = { 0: 'normal', 1: 'stub', 2: 'nssa' }

interface Interface {
  readonly name: string
  readonly area: number
  readonly lan?: boolean
  readonly passive?: boolean
}

const INTERFACES: Readonly<Record<Name, readonly Interface[]>> = {
  r1: [
    { name: 'lo', area: 1, passive: true },
    { name: 'r1r2', area: 1 },
  ],
  r2: [
    { name: 'lan0', area: 0, lan: true },
    { name: 'lo', area: 0, passive: true },
    { name: 'r2r1', area: 1 },
  ],
  r3: [
    { name: 'lan0', area: 0, lan: true },
    { name: 'lo', area: 0, passive: true },
    { name: 'r3r5', area: 2 },
  ],
  r4: [
    { name: 'lan0', area: 0, lan: true },
    { name: 'lo', area: 0, passive: true },
    { name: 'r4r5', area: 2 },
  ],
  r5: [
    { name: 'lo', area: 2, passive: true },
    { name: 'r5r3', area: 2 },
    { name: 'r5r4', area: 2 },
  ],
}

const routerId = (name: Name): string => `192.0.2.${name.slice(1)}`
const areasOf = (name: Name): number[] => [...new Set(INTERFACES[name].map(({ area }) => area))].sort()

function waymarkConfig(name: Name): Record<string, unknown> {
  const areas = areasOf(name).map((area) => [
    area,
    {
      'area-type': KINDS[area],
      ...(area === 1 ? { ranges: { '10.1.0.0/16': {} } } : {}),
      interfaces: Object.fromEntries(
        INTERFACES[name]
          .filter((each) => each.area === area)
          .map(({ name: link, lan, passive }) => [
            link,
            {
              'interface-type': lan ? 'broadcast' : 'point-to-point',
              'hello-interval': '1 s',
              'dead-interval': '4 s',
              cost: link === 'lo' ? 1 : 10,
              ...(passive ? { passive: true } : {}),
            },
          ]),
      ),
    },
  ])
  const externals = name === 'r5' ? { redistribute: [{ from: 'static' }, { from: 'kernel' }] } : {}
  return { 'router-id': routerId(name), ospf: { ...externals, areas: Object.fromEntries(areas) } }
}

function frrConfig(name: Name): string {
  const interfaces = INTERFACES[name].flatMap(({ name: link, area, lan, passive }) => [
    `interface ${link}`,
    ` ip ospf area ${area}`,
    ` ip ospf network ${lan ? 'broadcast' : 'point-to-point'}`,
    ' ip ospf hello-interval 1',
    ' ip ospf dead-interval 4',
    ' ip ospf retransmit-interval 1',
    ` ip ospf cost ${link === 'lo' ? 1 : 10}`,
    ...(passive ? [' ip ospf passive'] : []),
  ])
  const areas = areasOf(name).flatMap((area) => [
    ...(area === 1 ? [' area 1 stub'] : area === 2 ? [' area 2 nssa'] : []),
    ...(area === 1 && name === 'r2' ? [' area 1 range 10.1.0.0/16'] : []),
  ])
  const externals = name === 'r5' ? [' redistribute kernel', ' redistribute static'] : []
  return [
    ...interfaces,
    'router ospf',
    ` ospf router-id ${routerId(name)}`,
    ' timers throttle spf 0 50 500',
    ...areas,
    ...externals,
    '',
  ].join('\n')
}

function birdConfig(name: Name): string {
  const areas = areasOf(name).map((area) => {
    const type =
      area === 1
        ? '    stub; summary yes; default cost 1;'
        : area === 2
          ? '    nssa; summary yes; default nssa; default cost 1;'
          : ''
    const range = area === 1 ? '    networks { 10.1.0.0/16; };' : ''
    const interfaces = INTERFACES[name]
      .filter((each) => each.area === area)
      .map(
        ({ name: link, lan, passive }) => `    interface "${link}" {
      type ${lan ? 'broadcast' : 'ptp'}; hello 1; dead 4; retransmit 3; cost ${link === 'lo' ? 1 : 10};
      ${passive ? 'stub;' : ''}
    };`,
      )
    return `  area ${area} {\n${type}\n${range}\n${interfaces.join('\n')}\n  };`
  })
  const external = `protocol static { ipv4; route 198.51.100.0/24 blackhole; }`
  return `log stderr all;
router id ${routerId(name)};
protocol device { }
protocol direct { ipv4; }
${name === 'r5' ? external : ''}
protocol kernel {
  merge paths yes limit 16;
  ipv4 { export where source ~ [ RTS_OSPF, RTS_OSPF_IA, RTS_OSPF_EXT1, RTS_OSPF_EXT2 ]; };
}
protocol ospf v2 {
  tick 1;
  ecmp yes limit 16;
  merge external yes;
  ipv4 { ${name === 'r5' ? 'export filter { if source = RTS_STATIC then { ospf_metric2 = 20; accept; } reject; };' : ''} };
${areas.join('\n')}
}
`
}

export interface MultiArea {
  readonly at: Readonly<Record<Name, Namespace>>
  readonly running: Readonly<Record<Name, RunningRouter>>
}

/** Builds the five routers and runs on each the program that is told. */
export async function multiArea(
  network: Network,
  programs: Readonly<Record<Name, Implementation>>,
): Promise<MultiArea> {
  const at = await ofEach((name) => network.add(name))
  const loopback = (name: Name): string => (name === 'r1' ? '10.1.255.1/32' : `10.255.0.${name.slice(1)}/32`)
  for (const name of names) await at[name].ip(`address add ${loopback(name)} dev lo`)
  await network.lan(
    'lan',
    (['r2', 'r3', 'r4'] as const).map((name) => ({
      at: at[name],
      name: 'lan0',
      addresses: [`10.0.0.${name.slice(1)}/24`],
    })),
  )
  const cable = (a: Name, b: Name, net: string): Promise<void> =>
    network.connect(
      { at: at[a], name: `${a}${b}`, addresses: [`${net}.1/30`] },
      { at: at[b], name: `${b}${a}`, addresses: [`${net}.2/30`] },
    )
  await cable('r1', 'r2', '10.1.12')
  await cable('r3', 'r5', '10.2.35')
  await cable('r4', 'r5', '10.2.45')
  await at.r5.ip('route add blackhole 198.51.100.0/24')
  const running = await ofEach((name) => start(network, at[name], name, programs[name]))
  return { at, running }
}

function start(network: Network, at: Namespace, name: Name, program: Implementation): Promise<RunningRouter> {
  switch (program) {
    case 'frr':
      return Frr.start(network, at, ['ospfd'], frrConfig(name))
    case 'bird':
      return Bird.start(network, at, birdConfig(name))
    case 'waymark':
      return Waymark.start(network, at, waymarkConfig(name))
  }
}

async function ofEach<T>(make: (name: Name) => Promise<T>): Promise<Record<Name, T>> {
  const entries = await Promise.all(names.map(async (name): Promise<[Name, T]> => [name, await make(name)]))
  return Object.fromEntries(entries) as Record<Name, T>
}

/** `r1 10.1.24.0/30` → next hops. */
export type Routes = ReadonlyMap<string, string>

async function routesOfAll({ at }: MultiArea): Promise<Routes> {
  const routes = await ofEach((name) => kernelRoutes(at[name]))
  return new Map(
    names.flatMap((name) =>
      [...routes[name]].map(([prefix, hops]): [string, string] => [`${name} ${prefix}`, hops.join(', ')]),
    ),
  )
}

/** Waits until the routes have the external on all sides of the network and are at rest. */
export function atRest(all: MultiArea): Promise<Routes> {
  let last = ''
  let since = performance.now()
  return until(
    'the routes are at rest',
    () => routesOfAll(all),
    (routes) => {
      const now = JSON.stringify([...routes])
      if (now !== last) since = performance.now()
      last = now
      return routes.has('r2 198.51.100.0/24') && performance.now() - since > 3_000
    },
    { within: 60_000, every: 250 },
  )
}

/** Waits until all routes are as in the reference but for what `ignored` names, and sees that it stays so. */
export async function untilAs(all: MultiArea, reference: Routes, ignored: readonly string[]): Promise<void> {
  const look = async (): Promise<readonly string[]> => {
    const ours = await routesOfAll(all)
    return [...new Set([...ours.keys(), ...reference.keys()])]
      .filter((route) => !ignored.includes(route) && ours.get(route) !== reference.get(route))
      .map((route) => `${route} via ${ours.get(route) ?? 'nothing'}, reference: ${reference.get(route) ?? 'nothing'}`)
  }
  const same = (different: readonly string[]): boolean => different.length === 0
  await until('every route is as in the reference', look, same, { within: 60_000, every: 250 })
  await always('every route stays as in the reference', look, same, 1_500, 250)
}
