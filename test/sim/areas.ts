import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { formatIpv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { formatPrefix } from '../../protocols/base/prefix.js'
import { type Random, seededRandom } from '../../protocols/base/random.js'
import { routerId } from '../../protocols/ospf/identifiers.js'
import { audit } from './audit.js'
import type { AreaConfiguration } from './configuration.js'
import { Dice } from './dice.js'
import { SimNetwork } from './network.js'
import { describeTopology } from './oracle.js'
import {
  areasOf,
  connectVirtually,
  otherOutside,
  randomArea,
  randomAreas,
  randomExternals,
  randomStubRouter,
} from './random-areas.js'
import type { RouterPlan } from './topology.js'
import { PERFECT, randomFaults } from './wire.js'

/** Longer than TranslatorStabilityInterval, and long enough for everything else. */
const QUIET = seconds(240)

/** What can happen; often what is named often. */
const STRIKES = [
  ...['carrier', 'carrier', 'carrier', 'carrier', 'cost', 'cost', 'kill', 'start', 'start', 'start', 'restart', 'stop'],
  ...[
    'outside',
    'outside',
    'outside',
    'externals',
    'ranges',
    'ranges',
    'filter',
    'area',
    'stub-router',
    'hide',
    'virtual-link',
    'rename',
  ],
  ...['heal', 'heal', 'faults'],
]

/** A random network of areas, failures and changes; what happened, and what is wrong in the end. */
export interface AreasReport {
  readonly seed: number
  readonly events: readonly string[]
  readonly problems: readonly string[]
  readonly network: SimNetwork
}

/** The same seed is the same network and the same story. */
export function areas(seed: number): AreasReport {
  const random = seededRandom(seed)
  const dice = new Dice(random)
  const network = new SimNetwork(randomAreas(dice), random.uint32())
  const events: string[] = []
  const problems: string[] = []
  if (dice.chance(0.5)) network.setFaults(randomFaults(random))
  network.start()
  network.run(seconds(60))
  for (let round = 0; round < 3 && problems.length === 0; round++) {
    if (round > 0 && dice.chance(0.5)) network.setFaults(randomFaults(random))
    for (let left = dice.below(6); left > 0 && round > 0; left--) {
      events.push(`${((network.world.now - 1_000_000) / 1000).toFixed(1)} s: ${strike(network, dice, random)}`)
      network.run(milliseconds(random.next() * (dice.chance(0.4) ? 3000 : 30_000)))
    }
    network.setFaults(PERFECT)
    network.run(QUIET)
    if (audit(network).length === 0) continue
    // At any one moment an LSA may be under way because it was refreshed
    network.run(seconds(10))
    problems.push(...audit(network))
  }
  return { seed, events, problems, network }
}

/** One thing happens. */
function strike(network: SimNetwork, dice: Dice, random: Random): string {
  const { networks, routers } = network.topology
  const wire = dice.pick(networks)
  const end = dice.pick(wire.ends)
  const router = dice.pick(routers)
  const { areas: configurations } = router.configuration
  const [area, configuration] = dice.pick([...configurations])
  const change = (changed: Partial<AreaConfiguration>): void =>
    network.reconfigure(router, { areas: new Map([...configurations, [area, { ...configuration, ...changed }]]) })
  const fresh = randomArea(dice, area, configuration)
  const what = dice.pick(STRIKES)
  switch (what) {
    case 'carrier':
      network.setCarrier(wire, end, !end.up)
      return `${end.router.name} on ${wire.name}: carrier ${end.up ? 'up' : 'down'}`
    case 'cost':
      network.configure(end, { cost: 1 + dice.below(30) })
      return `${end.router.name} on ${wire.name}: cost ${end.cost}`
    case 'kill':
      network.kill(router)
      return `${router.name} killed`
    case 'stop':
      if (network.router(router).engine !== undefined) network.stop(router)
      return `${router.name} stopped`
    case 'restart': {
      const planned = dice.chance(0.6)
      const away = milliseconds(dice.below(planned ? 90_000 : 10_000))
      if (router.alive) network.router(router).restartGracefully(away, planned)
      return `${router.name} ${planned ? 'restarts gracefully' : 'crashes'}, back after ${away / 1000} s`
    }
    case 'outside':
      network.setOutside(router, otherOutside(dice, router, network.topology))
      return `${router.name} knows of ${describeOutside(router)}`
    case 'externals':
      network.reconfigure(router, randomExternals(dice, network.topology))
      return `${router.name} redistributes ${JSON.stringify(router.configuration.redistribute)}`
    case 'ranges':
      change({ ranges: fresh.ranges, nssa: { ...configuration.nssa, ranges: fresh.nssa.ranges } })
      return `${router.name}, area ${area}: other ranges`
    case 'filter':
      change({ filter: fresh.filter })
      return `${router.name}, area ${area}: another filter`
    case 'area':
      change({ nssa: fresh.nssa, defaultCost: fresh.defaultCost })
      return `${router.name}, area ${area}: default cost ${fresh.defaultCost}, translator ${fresh.nssa.translator}`
    case 'stub-router': {
      const stubRouter = router.configuration.stubRouter === undefined ? randomStubRouter(dice) : undefined
      network.reconfigure(router, { stubRouter })
      return `${router.name}: stub router ${JSON.stringify(stubRouter)}`
    }
    case 'virtual-link': {
      const others = routers.filter((other) => other !== router && areasOf(other, network.topology).includes(area))
      if (area === 0 || configuration.areaType !== 'normal' || others.length === 0) return 'nothing'
      const other = dice.pick(others)
      if (configuration.virtualLinks.length > 0) change({ virtualLinks: [] })
      else {
        connectVirtually(area, [router, other])
        for (const each of [router, other]) network.reconfigure(each, {})
      }
      return `${router.name}, area ${area}: virtual link ${configuration.virtualLinks.length > 0 ? 'gone' : `to ${other.name}`}`
    }
    case 'hide':
      network.hide(wire, !wire.hidden)
      return `${wire.name} ${wire.hidden ? 'hidden' : 'shown'}`
    case 'rename':
      router.routerId = routerId(0x0afe0000 + dice.below(0xffff))
      if (network.router(router).engine !== undefined) network.router(router).reconfigure()
      return `${router.name} has another Router ID`
    case 'faults':
      network.setFaults(randomFaults(random))
      return 'other faults'
    case 'heal':
      for (const each of networks) for (const other of each.ends) network.setCarrier(each, other, true)
      return 'every link is up'
    default:
      network.startRouter(router)
      return `${router.name} started anew`
  }
}

function describeOutside({ outside }: RouterPlan): string {
  const foreign = outside.foreign.map(({ prefix: each, gateway }) =>
    gateway === undefined ? formatPrefix(each) : `${formatPrefix(each)} by ${formatIpv4(gateway.address)}`,
  )
  return [...outside.connected.map((each) => `${formatPrefix(each)} connected`), ...foreign].join(', ')
}

/** What a person needs to see of a failing seed. */
export function reportOf({ seed, events, problems, network }: AreasReport): string {
  const configurations = network.topology.routers.map((router) => {
    const { areas: own, ...rest } = router.configuration
    const mine = { ...rest, areas: [...own], outside: describeOutside(router) }
    return `${router.name} ${formatIpv4(ipv4FromNumber(router.routerId))} ${JSON.stringify(mine)}`
  })
  const all = [
    `seed ${seed}; alone: WAYMARK_AREAS_SEED=${seed} node --test build/test/sim/areas.test.js`,
    describeTopology(network.topology),
    ...configurations,
    ...events,
    'PROBLEMS',
    ...problems.slice(0, 20),
  ]
  return all.join('\n')
}
