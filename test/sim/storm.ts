import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { formatIpv4, type Ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { type Random, seededRandom } from '../../protocols/base/random.js'
import { MaxAge } from '../../protocols/ospf/constants.js'
import { routerId } from '../../protocols/ospf/identifiers.js'
import { type Authentication, NULL_AUTHENTICATION } from '../../protocols/ospf/packet/authentication.js'
import { SimNetwork } from './network.js'
import { describeTopology } from './oracle.js'
import { type EndPlan, type NetworkPlan, type RouterPlan, randomTopology } from './topology.js'
import { PERFECT, randomFaults } from './wire.js'

/** Long enough for the dead interval, the wait for a Designated Router, exchanges, deferred LSAs and a last SPF. */
const QUIET = seconds(240)

/** What can happen; often what is named often. */
const STRIKES = [
  ...['carrier', 'carrier', 'carrier', 'blink', 'cost', 'cost', 'deaf', 'group', 'group', 'heal'],
  ...['kill', 'kill', 'stop', 'start', 'start', 'start', 'restart', 'restart', 'rename', 'faults', 'hour'],
  ...['priority', 'passive', 'renumber', 'replug', 'hide'],
]
/** Router IDs that routers change to: 10.254.0.0 and on. */
const RENAMED = 0x0afe0000

/** What happened in a storm, and what is wrong after it. */
export interface StormReport {
  readonly seed: number
  readonly events: readonly string[]
  readonly problems: readonly string[]
  readonly network: SimNetwork
}

/**
 * A random network in a storm of random failures, restarts and changes over wires that lose, duplicate and reorder; then
 * quiet, with some of the damage still there. The same seed is the same storm.
 */
export function storm(seed: number, routers?: number): StormReport {
  const random = seededRandom(seed)
  const topology = randomTopology(random, routers ?? 2 + Math.floor(random.next() * 8))
  if (random.next() < 0.3) for (const each of topology.networks) each.authentication = randomAuthentication(random)
  const network = new SimNetwork(topology, random.uint32())
  const events: string[] = []
  network.setFaults(randomFaults(random))
  for (const plan of topology.routers)
    network.world.after(milliseconds(random.next() * 60_000), () => network.router(plan).start())
  network.run(seconds(60 + random.next() * 60))
  for (let left = 3 + Math.floor(random.next() * 20); left > 0; left--) {
    events.push(`${((network.world.now - 1_000_000) / 1000).toFixed(1)} s: ${strike(network, random)}`)
    network.run(milliseconds(random.next() < 0.5 ? random.next() * 2000 : random.next() * 60_000))
  }
  network.setFaults(PERFECT)
  network.run(QUIET)
  const problems = lastingProblems(network)
  if (random.next() < 0.3) {
    network.run(seconds(MaxAge + 60))
    problems.push(...lastingProblems(network), ...network.strangers())
  }
  return { seed, events, problems, network }
}

/** What is wrong now and 10 s later: at any one moment an LSA may be under way because it was refreshed. */
function lastingProblems(network: SimNetwork): string[] {
  if (network.problems().length === 0) return []
  network.run(seconds(10))
  return network.problems()
}

function randomAuthentication(random: Random): Authentication {
  const lifetime = { start: undefined, end: undefined }
  const secret = new TextEncoder().encode('waymark')
  const key = { keyId: 1, secret, sendLifetime: lifetime, acceptLifetime: lifetime }
  const keyChain = 'storm'
  const which = random.next()
  if (which < 0.2) return NULL_AUTHENTICATION
  if (which < 0.5) return { type: 'extended', keyChain, keys: [{ ...key, algorithm: 'hmac-sha-256' }] }
  return { type: 'cryptographic', keyChain, keys: [{ ...key, algorithm: 'md5' }], strictSequence: which < 0.7 }
}

/** One thing happens. */
function strike(network: SimNetwork, random: Random): string {
  const { routers, networks } = network.topology
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)]!
  const wire: NetworkPlan = pick(networks)
  const end: EndPlan = pick(wire.ends)
  const router: RouterPlan = pick(routers)
  switch (pick(STRIKES)) {
    case 'carrier':
      network.setCarrier(wire, end, !end.up)
      return `${end.router.name} on ${wire.name}: carrier ${end.up ? 'up' : 'down'}`
    case 'blink':
      network.setCarrier(wire, end, !end.up)
      network.setCarrier(wire, end, !end.up)
      return `${end.router.name} on ${wire.name}: carrier blinks`
    case 'kill':
      network.kill(router)
      return `${router.name} killed`
    case 'stop':
      if (network.router(router).engine !== undefined) network.stop(router)
      return `${router.name} stopped`
    case 'start':
      network.startRouter(router)
      return `${router.name} started anew`
    case 'restart': {
      const planned = random.next() < 0.6
      const away = milliseconds(random.next() * (planned ? 90_000 : 10_000))
      // Who is being stopped does not come back: the plan has it dead
      if (router.alive) network.router(router).restartGracefully(away, planned)
      return `${router.name} ${planned ? 'restarts gracefully' : 'crashes'}, back after ${(away / 1000).toFixed(1)} s`
    }
    case 'cost':
      network.configure(end, { cost: 1 + Math.floor(random.next() * 20) })
      return `${end.router.name} on ${wire.name}: cost ${end.cost}`
    case 'priority':
      network.configure(end, { priority: Math.floor(random.next() * 3) })
      return `${end.router.name} on ${wire.name}: priority ${end.priority}`
    case 'passive':
      network.configure(end, { passive: !end.passive })
      return `${end.router.name} on ${wire.name}: ${end.passive ? '' : 'not '}passive`
    case 'renumber':
      if (wire.kind === 'lan') network.renumber(end, freeAddress(wire))
      return `${end.router.name} on ${wire.name}: address ${formatIpv4(end.address)}`
    case 'hide':
      network.hide(wire, !wire.hidden)
      return `${wire.name} ${wire.hidden ? 'hidden' : 'shown'}`
    case 'replug':
      network.replug(end)
      return `${end.router.name} on ${wire.name}: replugged as ${end.index}`
    case 'group': {
      const groups = 2 + Math.floor(random.next() * 2)
      network.setGroups(wire, () => Math.floor(random.next() * groups))
      return `${wire.name} fell apart: ${wire.ends.map(({ group }) => group).join(' ')}`
    }
    case 'heal':
      for (const plan of networks) network.setGroups(plan, () => 0)
      return 'every network is whole'
    case 'deaf':
      end.deaf = !end.deaf
      return `${end.router.name} on ${wire.name}: ${end.deaf ? 'deaf' : 'hears again'}`
    case 'rename':
      router.routerId = routerId(RENAMED + Math.floor(random.next() * 0xffff))
      if (random.next() < 0.5) network.startRouter(router)
      else if (network.router(router).engine !== undefined) network.router(router).reconfigure()
      return `${router.name} is ${formatIpv4(router.routerId)} now`
    case 'hour':
      network.run(seconds(3700))
      return 'an hour passed'
    default:
      network.setFaults(randomFaults(random))
      return 'other faults'
  }
}

/** The address after the highest one on a LAN. */
function freeAddress({ ends }: NetworkPlan): Ipv4 {
  return ipv4FromNumber(Math.max(...ends.map(({ address }) => address)) + 1)
}

/** What a person needs to see of a failing storm. */
export function reportOf({ seed, events, problems, network }: StormReport): string {
  const all = [
    `seed ${seed}; alone: WAYMARK_STORM_SEED=${seed} node --test build/test/sim/storm.test.js`,
    describeTopology(network.topology),
    ...events,
    'PROBLEMS',
    ...problems.slice(0, 20),
  ]
  return all.join('\n')
}
