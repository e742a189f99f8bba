import { seconds } from '../../protocols/base/duration.js'
import { type Ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { type Prefix, prefix } from '../../protocols/base/prefix.js'
import { parsePrefixRange } from '../../protocols/base/prefix-list.js'
import type { RedistributionRule } from '../../protocols/ospf/external/policy.js'
import { NULL_AUTHENTICATION } from '../../protocols/ospf/packet/authentication.js'
import { AREA_DEFAULTS, type VirtualLinkSettings } from '../../protocols/ospf/settings.js'
import {
  type AreaConfiguration,
  areaConfiguration,
  type Configuration,
  type ForeignPlan,
  MAIN_TABLE,
  type Outside,
  PLAIN,
} from './configuration.js'
import type { Dice } from './dice.js'
import { type EndPlan, type RouterPlan, type Topology, TopologyBuilder } from './topology.js'

/** Networks outside of the AS: some in others, and some whose Link State IDs collide (Appendix E). */
const OUTSIDE = [
  ...['172.16.0.0/16', '172.16.0.0/24', '172.16.0.0/30', '172.16.0.0/32', '172.16.0.255/32', '172.16.255.255/32'],
  ...[
    '172.17.0.0/16',
    '172.17.4.0/24',
    '172.17.5.0/24',
    '172.18.1.0/24',
    '172.18.2.0/24',
    '10.1.0.0/16',
    '10.3.0.0/24',
  ],
].map(prefix)

/** A backbone of two to four routers, and one to four areas of all types, each at one or two of them. */
export function randomAreas(dice: Dice): Topology {
  const builder = new TopologyBuilder()
  const connect = (a: RouterPlan, b: RouterPlan): void => {
    const settings: [number, number][] = [
      [dice.cost(), dice.below(3)],
      [dice.cost(), 1 + dice.below(3)],
    ]
    if (dice.chance(0.6)) builder.pointToPoint([a, b], [dice.cost(), dice.cost()], dice.chance(0.7))
    else if (dice.chance(0.7)) builder.lan([a, b], settings)
    else builder.nonBroadcast(dice.chance(0.5) ? 'non-broadcast' : 'point-to-multipoint', [a, b], settings)
  }
  const mesh = (routers: readonly RouterPlan[]): void => {
    for (let i = 1; i < routers.length; i++) connect(routers[i]!, routers[dice.below(i)]!)
    for (let more = dice.below(3); more > 0 && routers.length > 1; more--) {
      const [a, b] = [dice.below(routers.length), dice.below(routers.length)]
      if (a !== b) connect(routers[a]!, routers[b]!)
    }
  }
  const core = builder.routers(2 + dice.below(3))
  if (dice.chance(0.3)) builder.lan(core)
  else mesh(core)
  const inside = new Map<number, readonly RouterPlan[]>()
  const types = new Map<number, Pick<AreaConfiguration, 'areaType' | 'summary'>>()
  for (let area = 1; area <= 1 + dice.below(4); area++) {
    builder.area = area
    types.set(area, { areaType: dice.pick(['normal', 'stub', 'nssa', 'nssa']), summary: dice.chance(0.7) })
    const borders = dice.chance(0.4) ? [dice.pick(core)] : core.slice(0, 2)
    const inner = builder.routers(1 + dice.below(3))
    inside.set(area, inner)
    if (dice.chance(0.25)) builder.lan([...inner, ...borders])
    else mesh([...inner, ...borders])
  }
  const normal = [...inside.keys()].filter((area) => types.get(area)!.areaType === 'normal')
  const transit = normal.length > 0 && dice.chance(0.6) ? dice.pick(normal) : undefined
  const far = transit === undefined ? undefined : dice.pick(inside.get(transit)!)
  if (far !== undefined) {
    // An area that reaches the backbone by virtual links only
    builder.area = inside.size + 1
    types.set(builder.area, { areaType: dice.pick(['normal', 'stub', 'nssa']), summary: dice.chance(0.7) })
    mesh([...builder.routers(1 + dice.below(2)), far])
  }
  const topology = builder.build()
  const abrType = dice.pick(['cisco', 'cisco', 'cisco', 'ibm', 'standard'] as const)
  const rfc1583Compatibility = dice.chance(0.2)
  for (const router of topology.routers) {
    router.configuration = {
      ...PLAIN,
      ...randomExternals(dice, topology),
      abrType,
      rfc1583Compatibility,
      maximumPaths: dice.pick([64, 64, 1, 2]),
    }
    const configurations = areasOf(router, topology).map((area) => {
      const type = types.get(area) ?? { areaType: 'normal' as const, summary: true }
      return [area, randomArea(dice, area, type)] as const
    })
    router.configuration = { ...router.configuration, areas: new Map(configurations) }
    router.outside = { connected: dice.some(OUTSIDE, 0.05), foreign: randomForeign(dice, router, topology) }
  }
  if (transit !== undefined && far !== undefined)
    for (const border of core) if (areasOf(border, topology).includes(transit)) connectVirtually(transit, [border, far])
  return topology
}

/** A virtual link through the area: both ends are told of it. */
export function connectVirtually(area: number, [a, b]: readonly [RouterPlan, RouterPlan]): void {
  for (const [router, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const configuration = areaConfiguration(router, area)
    const virtualLinks = [...configuration.virtualLinks, { neighbor: other.routerId, settings: VIRTUAL_LINK }]
    const areas = new Map([...router.configuration.areas, [area, { ...configuration, virtualLinks }]])
    router.configuration = { ...router.configuration, areas }
  }
}

const VIRTUAL_LINK: VirtualLinkSettings = {
  helloInterval: seconds(10),
  deadInterval: seconds(40),
  retransmitInterval: seconds(5),
  transmitDelay: seconds(1),
  authentication: NULL_AUTHENTICATION,
}

export function areasOf(router: RouterPlan, { networks }: Topology): number[] {
  const attached = networks.filter(({ ends }) => ends.some((end) => end.router === router))
  return [...new Set([router.area, ...attached.map(({ area }) => area)])]
}

/** What a router is told of an area: its type as all of them, the rest as it comes. */
export function randomArea(
  dice: Dice,
  area: number,
  type: Pick<AreaConfiguration, 'areaType' | 'summary'>,
): AreaConfiguration {
  return {
    ...AREA_DEFAULTS,
    areaType: type.areaType,
    // Only a stub area or an NSSA can be without summaries, and only its border routers need to know
    summary: type.areaType === 'normal' || type.summary,
    defaultCost: dice.pick([1, 1, 10, 40]),
    ranges: area > 0 && dice.chance(0.4) ? randomRanges(dice, area) : [],
    filter: {
      in: dice.chance(0.15) ? randomFilter(dice) : undefined,
      out: dice.chance(0.15) ? randomFilter(dice) : undefined,
    },
    nssa: {
      translator: dice.pick(['candidate', 'candidate', 'candidate', 'always', 'never']),
      stabilityInterval: seconds(40),
      defaultRoute: dice.chance(0.6),
      ranges: dice
        .some(['172.16.0.0/16', '172.17.0.0/16', '172.17.4.0/23'].map(prefix), 0.2)
        .map((each) => ({ prefix: each, advertise: dice.chance(0.7), tag: dice.below(4) }))
        .map((range) => ({ ...range, cost: range.advertise && range.tag === 3 ? 77 : undefined })),
    },
  }
}

export function randomStubRouter(dice: Dice): Configuration['stubRouter'] {
  const metric = (): number | undefined => dice.pick([undefined, 15, 5000, 0xff0000])
  return { includeStub: dice.chance(0.3), summaryMetric: metric(), externalMetric: metric() }
}

function randomRanges(dice: Dice, area: number): AreaConfiguration['ranges'] {
  const networks = [`10.${area}.0.0/16`, `10.${area}.0.0/20`, `10.${area}.4.0/22`, `10.255.${area}.0/24`].map(prefix)
  return dice.some(networks, 0.5).map((each) => ({
    prefix: each,
    advertise: dice.chance(0.75),
    cost: dice.chance(0.3) ? dice.below(100) : undefined,
  }))
}

function randomFilter(dice: Dice): NonNullable<AreaConfiguration['filter']['in']> {
  const ranges = [
    '10.0.0.0/8 le 24',
    '10.255.0.0/16 le 32',
    '10.1.0.0/16 le 32',
    '10.2.0.0/15 ge 24',
    '10.0.0.0/16 le 32',
  ]
  return dice.some(ranges, 0.5).map((text) => parsePrefixRange(text)!)
}

export function randomExternals(
  dice: Dice,
  topology: Topology,
): Pick<Configuration, 'redistribute' | 'externalRanges' | 'defaultInformation'> {
  const quiet = { redistribute: [], externalRanges: [], defaultInformation: undefined }
  if (dice.chance(0.5)) return quiet
  const set = (): RedistributionRule['set'] => ({
    metric: dice.pick([1, 10, 20, 20, 20]),
    metricType: dice.pick([1, 2]),
    tag: dice.chance(0.5) ? undefined : dice.below(1000),
    forwardingAddress: dice.pick(['next-hop', 'next-hop', 'none', anyAddress(dice, topology)]),
  })
  const rules: RedistributionRule[] = ['static', 'static', 'connected', 'kernel'].map((from) => ({
    from: from as RedistributionRule['from'],
    table: MAIN_TABLE,
    match: {
      prefix: dice.chance(0.4)
        ? dice.some(['172.16.0.0/16 le 32', '172.17.0.0/16 le 24'], 0.6).map((text) => parsePrefixRange(text)!)
        : undefined,
      metric: undefined,
      tag: dice.chance(0.2) ? 1 : undefined,
    },
    action: dice.chance(0.85) ? 'accept' : 'reject',
    set: set(),
  }))
  return {
    redistribute: dice.some(rules, 0.7),
    externalRanges: dice.some(['172.16.0.0/16', '172.17.0.0/16', '172.16.0.0/12'].map(prefix), 0.15).map((each) => ({
      prefix: each,
      advertise: dice.chance(0.7),
      metric: dice.chance(0.3) ? dice.below(50) : undefined,
      metricType: dice.pick([undefined, 1, 2]),
      tag: dice.below(100),
    })),
    defaultInformation: dice.chance(0.3)
      ? {
          condition: dice.chance(0.5) ? [parsePrefixRange('172.16.0.0/12 le 24')!] : undefined,
          table: MAIN_TABLE,
          set: { ...set(), forwardingAddress: 'none' },
        }
      : undefined,
  }
}

/** Of a network of OSPF's, of a router on it or of nobody; or nowhere at all. */
function anyAddress(dice: Dice, { networks }: Topology): Ipv4 {
  const numbered = networks.filter(({ prefix: network }) => network !== undefined)
  if (numbered.length === 0 || dice.chance(0.1)) return ipv4FromNumber(0xc0000201)
  return freeAddress(dice, dice.pick(numbered).prefix!)
}

function freeAddress(dice: Dice, network: Prefix): Ipv4 {
  return ipv4FromNumber(network.address + 1 + dice.below(network.length === 30 ? 2 : 5))
}

/** What changes of what a router has outside of the AS: mostly one route by hand. */
export function otherOutside(dice: Dice, router: RouterPlan, topology: Topology): Partial<Outside> {
  const which = dice.below(10)
  if (which < 2) return { connected: dice.some(OUTSIDE, 0.05) }
  if (which < 4) return { foreign: randomForeign(dice, router, topology) }
  const changed = dice.pick(OUTSIDE)
  const others = router.outside.foreign.filter((route) => route.prefix !== changed)
  const added = dice.chance(0.6) ? [randomRoute(dice, changed, router, topology)] : []
  return { foreign: [...others, ...added] }
}

function randomForeign(dice: Dice, router: RouterPlan, topology: Topology): ForeignPlan[] {
  return dice.some(OUTSIDE, 0.2).map((each) => randomRoute(dice, each, router, topology))
}

function randomRoute(dice: Dice, to: Prefix, router: RouterPlan, topology: Topology): ForeignPlan {
  const places = topology.networks.flatMap(({ ends, prefix: network }) =>
    ends.flatMap((end) => (end.router === router && network !== undefined ? [{ end, network }] : [])),
  )
  const place = places.length === 0 || dice.chance(0.4) ? undefined : dice.pick(places)
  const gateway = place && { end: place.end, address: gatewayOn(dice, place) }
  return { prefix: to, realm: dice.below(3), gateway }
}

/** Of another router or of nobody: the kernel has no route over an address of its own. */
function gatewayOn(dice: Dice, { end, network }: { readonly end: EndPlan; readonly network: Prefix }): Ipv4 {
  const address = freeAddress(dice, network)
  return address === end.address ? ipv4FromNumber(address ^ 3) : address
}
