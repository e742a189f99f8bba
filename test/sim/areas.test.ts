import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { formatIpv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { type Random, seededRandom } from '../../protocols/base/random.js'
import { areaOracleOf } from './area-oracle.js'
import { SimNetwork } from './network.js'
import { describeTopology } from './oracle.js'
import { type RouterPlan, type Topology, TopologyBuilder } from './topology.js'

/** WAYMARK_AREAS_SEED: this one alone. WAYMARK_AREAS: how many, from WAYMARK_AREAS_FROM on. */
const { WAYMARK_AREAS_SEED, WAYMARK_AREAS, WAYMARK_AREAS_FROM } = process.env
const from = Number(WAYMARK_AREAS_SEED ?? WAYMARK_AREAS_FROM ?? 1)
const count = WAYMARK_AREAS_SEED === undefined ? Number(WAYMARK_AREAS ?? 40) : 1

/** A backbone of two to four routers, and one to four areas, normal ones and stub areas, each at one or two of them. */
function randomAreas(random: Random): Topology {
  const builder = new TopologyBuilder()
  const below = (n: number): number => Math.floor(random.next() * n)
  const cost = (): number => [1, 5, 10, 10, 10, 50][below(6)]!
  const connect = (a: RouterPlan, b: RouterPlan): void => {
    if (random.next() < 0.7) builder.pointToPoint([a, b], [cost(), cost()], random.next() < 0.7)
    else
      builder.lan(
        [a, b],
        [
          [cost(), below(3)],
          [cost(), 1 + below(3)],
        ],
      )
  }
  const mesh = (routers: readonly RouterPlan[]): void => {
    for (let i = 1; i < routers.length; i++) connect(routers[i]!, routers[below(i)]!)
    for (let more = below(3); more > 0 && routers.length > 1; more--) {
      const [a, b] = [below(routers.length), below(routers.length)]
      if (a !== b) connect(routers[a]!, routers[b]!)
    }
  }
  const core = builder.routers(2 + below(3))
  if (random.next() < 0.3) builder.lan(core)
  else mesh(core)
  for (let area = 1; area <= 1 + below(4); area++) {
    builder.area = area
    const borders = random.next() < 0.5 ? [core[below(core.length)]!] : core.slice(0, 2)
    const inner = builder.routers(1 + below(3))
    mesh([...inner, ...borders])
  }
  return builder.build()
}

/** What happens to it: carrier comes and goes, costs change, routers are killed and started. */
function strike(network: SimNetwork, random: Random): string {
  const { networks, routers } = network.topology
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random.next() * all.length)]!
  const wire = pick(networks)
  const end = pick(wire.ends)
  const router = pick(routers)
  const which = random.next()
  if (which < 0.5) {
    network.setCarrier(wire, end, !end.up)
    return `${end.router.name} on ${wire.name}: carrier ${end.up ? 'up' : 'down'}`
  }
  if (which < 0.75) {
    network.configure(end, { cost: 1 + Math.floor(random.next() * 30) })
    return `${end.router.name} on ${wire.name}: cost ${end.cost}`
  }
  if (which < 0.85) network.kill(router)
  else network.startRouter(router)
  return `${router.name} ${router.alive ? 'started' : 'killed'}`
}

function databaseProblems(network: SimNetwork): string[] {
  const problems: string[] = []
  for (const [area, oracle] of areaOracleOf(network.topology).areas)
    for (const component of oracle.components()) {
      const members = component.filter(
        (router) =>
          router.area === area ||
          network.topology.networks.some(
            (each) => each.area === area && each.ends.some((end) => end.router === router && end.up),
          ),
      )
      const texts = members.map((router) => databaseOf(network, router, formatIpv4(ipv4FromNumber(area))))
      for (const [i, text] of texts.entries())
        if (text !== texts[0]) problems.push(`area ${area}: ${members[0]!.name} and ${members[i]!.name} differ`)
    }
  return problems
}

function databaseOf(network: SimNetwork, router: RouterPlan, area: string): string {
  return [...network.router(router).engine!.database(network.world.now)]
    .filter((lsa) => lsa.area === area && lsa.interface === null)
    .map((lsa) => `${lsa.type} ${lsa.linkStateId} ${lsa.advertisingRouter} ${lsa.sequenceNumber} ${lsa.checksum}`)
    .sort()
    .join('\n')
}

function problemsOf(network: SimNetwork): string[] {
  return [...network.routeProblems(areaOracleOf(network.topology)), ...databaseProblems(network)]
}

describe('in areas with failures every database of an area is identical and every route is the oracle’s', () => {
  for (let seed = from; seed < from + count; seed++)
    it(`areas ${seed}`, () => {
      const random = seededRandom(seed)
      const network = new SimNetwork(randomAreas(random), random.uint32())
      const events: string[] = []
      network.start()
      for (let round = 0; round < 3; round++) {
        for (let left = Math.floor(random.next() * 5); left > 0 && round > 0; left--) {
          events.push(strike(network, random))
          network.run(milliseconds(random.next() * 20_000))
        }
        network.run(seconds(240))
        let problems = problemsOf(network)
        if (problems.length > 0) network.run(seconds(10))
        problems = problems.length > 0 ? problemsOf(network) : problems
        const report = [
          `seed ${seed}, round ${round}`,
          describeTopology(network.topology),
          ...events,
          ...problems.slice(0, 20),
        ]
        assert.equal(problems.length, 0, report.join('\n'))
      }
    })
})
