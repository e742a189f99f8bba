import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { type AreaPlan, type InterfacePlan, waymarkOspf } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { Receiver, Sender, summing } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'
import { type PairMember, pair, untilFull } from './pair.js'
import type { RunningRouter } from './peers.js'

/** Two routers, and a host behind the first one; streams that cross the first one in both directions. */
export interface Crossing {
  readonly restarting: PairMember
  readonly helping: PairMember
  readonly host: Namespace
}

export async function crossing(network: Network, change: Partial<InterfacePlan> = {}): Promise<Crossing> {
  const [restarting, helping] = await pair(network, undefined, change)
  const host = await network.add('host', 'host')
  await network.connect(
    { at: host, name: 'eth0', addresses: ['10.3.0.10/24'] },
    { at: restarting.at, name: 'desks', addresses: ['10.3.0.1/24'] },
  )
  await host.ip('route add default via 10.3.0.1')
  const interfaces: readonly InterfacePlan[] = [
    ...restarting.plan.interfaces,
    { name: 'desks', type: 'point-to-point', cost: 1, passive: true },
  ]
  return { restarting: { at: restarting.at, plan: { ...restarting.plan, interfaces } }, helping, host }
}

/**
 * The same on a LAN of area 1, with all that crosses the first one known by a virtual link only: it is in area 2 there.
 *
 * @param routerId of the first one
 */
export async function crossingOverVirtualLink(network: Network, routerId = '192.0.2.1'): Promise<Crossing> {
  const { restarting, helping, host } = await crossing(network, { type: 'broadcast', area: 1 })
  const transit = (neighbor: string): readonly AreaPlan[] => [{ id: 1, type: 'normal', virtualLinks: [neighbor] }]
  const interfaces = restarting.plan.interfaces.map((each) => (each.area === undefined ? { ...each, area: 2 } : each))
  return {
    restarting: { ...restarting, plan: { ...restarting.plan, routerId, interfaces, areas: transit('192.0.2.2') } },
    helping: { ...helping, plan: { ...helping.plan, areas: transit(routerId) } },
    host,
  }
}

/** One packet every two milliseconds in each direction; `end` says that none was lost, and stops them. */
export async function streams({ restarting, helping, host }: Crossing): Promise<{ readonly end: () => Promise<void> }> {
  await untilOnlyBy(restarting.at, '10.255.0.2/32', '10.1.12.2 ptp0')
  await untilOnlyBy(helping.at, '10.3.0.0/24', '10.1.12.1 ptp0')
  const out = await Receiver.start(helping.at, 5004)
  const back = await Receiver.start(host, 5005)
  const senders = [
    await Sender.start(host, { address: '10.255.0.2', port: 5004, rate: 500 }),
    await Sender.start(helping.at, { address: '10.3.0.10', port: 5005, rate: 500 }),
  ]
  const flows = (receiver: Receiver): Promise<unknown> =>
    until(
      'the stream flows',
      () => receiver.count(),
      ({ received, lost }) => received > 100 && lost === 0,
    )
  await Promise.all([flows(out), flows(back)])
  const end = async (): Promise<void> => {
    for (const [name, receiver] of Object.entries({ out, back })) {
      // What the end of the restart broke would show only now
      const total = summing(receiver)
      const { received } = await total()
      const count = await until('another second of it came', total, (later) => later.received > received + 500)
      assert.equal(count.lost, 0, `${name}: ${JSON.stringify(count)}`)
    }
    for (const sender of senders) await sender.stop()
    for (const receiver of [out, back]) await receiver.stop()
  }
  return { end }
}

/** Waits until a kernel has the route with just this next hop, which FRR may have twice where a virtual link is. */
function untilOnlyBy(at: Namespace, prefix: string, nextHop: string): Promise<unknown> {
  return until(
    `${at.name} has ${prefix} by way of ${nextHop}`,
    () => kernelRoutes(at),
    (routes) => [...new Set(routes.get(prefix))].join() === nextHop,
    { within: 30_000, every: 50 },
  )
}

/** Waymark with graceful restart switched on, its adjacencies asked for 60 s. */
export function startGraceful(network: Network, { at, plan }: PairMember): Promise<Waymark> {
  return Waymark.start(
    network,
    at,
    waymarkOspf(plan, { 'graceful-restart': { enabled: true, 'grace-period': '60 s' } }),
  )
}

/** FRR with a line about graceful restarts, which need opaque LSAs. */
export function startGracefulFrr(network: Network, { at, plan }: PairMember, line: string): Promise<Frr> {
  return Frr.start(network, at, ['ospfd'], `${frrOspf(plan)} capability opaque\n graceful-restart ${line}\n`)
}

/** BIRD with graceful restart switched on, in OSPF and for its kernel table. */
export function startGracefulBird(network: Network, { at, plan }: PairMember): Promise<Bird> {
  const config = birdOspf(plan)
    .replace('tick 1;', 'tick 1; graceful restart yes;')
    .replace('merge paths', 'graceful restart yes; merge paths')
  return Bird.start(network, at, config)
}

/** `waymark restart --graceful`, and the daemon is away for so many milliseconds. */
export async function restartGracefully(waymark: Waymark, away: number): Promise<void> {
  const said = await waymark.command('restart', '--graceful')
  assert.equal(said.trim(), 'restarting; every neighbor knows')
  await waymark.stop()
  await new Promise((resolve) => setTimeout(resolve, away))
  await waymark.restart()
}

/** The adjacency is back and the restart over. */
export async function untilOver(waymark: Waymark): Promise<void> {
  await until(
    'the restart is over',
    () => waymark.program.log,
    (log) => /the graceful restart (is complete|was broken off)/.test(log),
    { within: 20_000 },
  )
  assert.match(waymark.program.log, /the graceful restart is complete: all adjacencies are back/)
}

/**
 * No LSA is so new that the neighbors may not have settled with it: one who waits for the acknowledgment of a change does
 * not help (RFC 3623 §3.1 (2)), and MinLSInterval may have held one back.
 */
export async function untilSettled(waymark: Waymark): Promise<void> {
  await until(
    'the last LSA is older than MinLSInterval',
    () => waymark.ask('/ospf/database'),
    ({ lsas }) => lsas.every(({ age }) => age > 5),
    { within: 30_000, every: 200 },
  )
}

/** A crash and then a graceful restart of Waymark under traffic, beside one who helps: no packet is lost. */
export async function restartsTwice(
  network: Network,
  startHelper: (helping: PairMember) => Promise<RunningRouter>,
): Promise<void> {
  const plan = await crossing(network)
  const [restarting, helping] = await Promise.all([startGraceful(network, plan.restarting), startHelper(plan.helping)])
  await Promise.all([untilFull(restarting), untilFull(helping)])
  const traffic = await streams(plan)
  await untilSettled(restarting)
  await restarting.kill()
  await restarting.restart()
  await untilOver(restarting)
  await untilFull(helping)
  await untilSettled(restarting)
  await restartGracefully(restarting, 1_000)
  await untilOver(restarting)
  await untilFull(helping)
  await traffic.end()
}
