import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import type { RouterPlan } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { pair, startPeer, startWaymark, untilFull, untilRoute } from './pair.js'
import { type Implementation, type RunningRouter, startRouter } from './peers.js'
import { scenario, together } from './scenario.js'
import { stopwatch } from './scheduled.js'

/** A router of a LAN and the priority it has there; its Router ID is 192.0.2.N and its address 10.0.0.N. */
interface Member {
  readonly n: number
  readonly program: Implementation
  readonly priority: number
}

function planOf({ n, priority }: Member): RouterPlan {
  return {
    name: `r${n}`,
    routerId: `192.0.2.${n}`,
    interfaces: [
      { name: 'lo', type: 'point-to-point', cost: 1, passive: true },
      { name: 'lan0', type: 'broadcast', cost: 10, priority },
    ],
  }
}

/** Waymark is router 1 of each LAN here; the peers are 2 and 3. */
class Lan {
  readonly #network: Network
  readonly #members: readonly Member[]
  readonly #at = new Map<number, Namespace>()
  readonly running = new Map<number, RunningRouter>()

  private constructor(network: Network, members: readonly Member[]) {
    this.#network = network
    this.#members = members
  }

  static async build(network: Network, members: readonly Member[]): Promise<Lan> {
    const lan = new Lan(network, members)
    for (const { n } of members) {
      const at = await network.add(`r${n}`)
      await at.ip(`address add 10.255.0.${n}/32 dev lo`)
      lan.#at.set(n, at)
    }
    await network.lan(
      'lan',
      members.map(({ n }) => ({ at: lan.#at.get(n)!, name: 'lan0', addresses: [`10.0.0.${n}/24`] })),
    )
    return lan
  }

  /** Starts these, and plugs them all in at once when they run: who is slower to start is no later on the LAN. */
  async start(...numbers: readonly number[]): Promise<void> {
    const starting = this.#members.filter(({ n }) => numbers.includes(n))
    await this.#plug(numbers, 'down')
    await Promise.all(
      starting.map(async (member) => {
        const at = this.#at.get(member.n)!
        this.running.set(member.n, await startRouter(this.#network, at, planOf(member), member.program))
      }),
    )
    await this.#plug(numbers, 'up')
  }

  #plug(numbers: readonly number[], way: 'up' | 'down'): Promise<void> {
    const ports = numbers.map((n) => this.#network.port({ at: this.#at.get(n)!, name: 'lan0' }))
    return this.#network.switch!.ip(...ports.map((port) => `link set ${port} ${way}`))
  }

  get waymark(): Waymark {
    const router = this.running.get(1)
    assert.ok(router instanceof Waymark)
    return router
  }

  /** Waits until Waymark has this role, and its neighbors these states and roles, as itself and as they see it. */
  async becomes(state: 'DR' | 'Backup' | 'DROther', neighbors: Readonly<Record<string, string>>): Promise<void> {
    await until(
      `Waymark is ${state} with neighbors ${JSON.stringify(neighbors)}`,
      async () => {
        const [{ interfaces }, view] = [
          await this.waymark.ask('/ospf/interfaces'),
          await this.waymark.ask('/ospf/neighbors'),
        ]
        return {
          state: interfaces.find((each) => each.interface === 'lan0')?.state,
          neighbors: Object.fromEntries(view.neighbors.map((each) => [each.routerId, `${each.state}/${each.role}`])),
          whyNot: view.neighbors.map((each) => each.whyNotFull),
        }
      },
      (seen) => seen.state === state && JSON.stringify(sorted(seen.neighbors)) === JSON.stringify(sorted(neighbors)),
      { within: 40_000 },
    )
    for (const [n, router] of this.running) {
      if (n === 1) continue
      const ours = neighbors[`192.0.2.${n}`]!.split('/')[0]!
      await until(
        `router ${n} sees Waymark as ${ours}`,
        () => router.neighbors(),
        (seen) => seen.some((each) => each.routerId === '192.0.2.1' && each.state.startsWith(ours)),
      )
    }
  }

  /**
   * Stops Waymark, once the others may originate new router-LSAs at once (§12.4, MinLSInterval). Returns for how many
   * milliseconds of the dead interval and a while longer they had no route to each other, leaving out what they waited for
   * a processor, and for how many of these a look at it took at most.
   */
  async cutByStopping(): Promise<{ readonly cut: number; readonly look: number }> {
    await until(
      'the router-LSAs are old enough',
      async () => (await this.waymark.ask('/ospf/database')).lsas.filter(({ type }) => type === 'router'),
      (lsas) => lsas.length === 3 && lsas.every(({ age }) => age > 5),
    )
    const [two, three] = [this.#at.get(2)!, this.#at.get(3)!]
    const took = stopwatch([...two.programs, ...three.programs])
    const [end, stopped] = [performance.now() + 6_000, this.waymark.stop()]
    let [cut, look, last] = [0, 0, took()]
    while (performance.now() < end) {
      const [atTwo, atThree] = await Promise.all([kernelRoutes(two), kernelRoutes(three)])
      const now = took()
      if (!atTwo.has('10.255.0.3/32') || !atThree.has('10.255.0.2/32')) cut += now - last
      look = Math.max(look, now - last)
      last = now
    }
    await stopped
    return { cut, look }
  }

  /** Waits until every running router's kernel has a route to every other's loopback. */
  async routes(): Promise<void> {
    for (const n of this.running.keys()) {
      const others = [...this.running.keys()].filter((other) => other !== n)
      await until(
        `router ${n} has routes to ${others.join(' and ')}`,
        () => kernelRoutes(this.#at.get(n)!),
        (routes) => others.every((other) => routes.get(`10.255.0.${other}/32`)?.join() === `10.0.0.${other} lan0`),
      )
    }
  }
}

function sorted(record: Readonly<Record<string, string>>): readonly [string, string][] {
  return Object.entries(record).sort()
}

/** RFC 2328 §9.4 and §10.4 with another implementation as both other routers of a LAN. */
export function rolesBeside(peer: 'frr' | 'bird'): void {
  const three = (ours: number, second: number, third: number): readonly Member[] => [
    { n: 1, program: 'waymark', priority: ours },
    { n: 2, program: peer, priority: second },
    { n: 3, program: peer, priority: third },
  ]

  together(`roles beside ${peer}`, () => {
    scenario(`Designated Router of a LAN with ${peer}`, [peer], async (network) => {
      const lan = await Lan.build(network, three(10, 5, 1))
      await lan.start(1, 2, 3)
      await lan.becomes('DR', { '192.0.2.2': 'Full/Backup', '192.0.2.3': 'Full/Other' })
      await lan.routes()
      // It resigns before it goes (§9.4): nobody waits for the dead interval, which is 4 s
      const { cut, look } = await lan.cutByStopping()
      assert.ok(cut - look < 3_000, `the others were cut from each other for ${cut} ms, seen to ${look} ms`)
    })

    scenario(`Backup of a LAN with ${peer}, and Designated Router when that dies`, [peer], async (network) => {
      const lan = await Lan.build(network, three(5, 10, 1))
      await lan.start(1, 2, 3)
      await lan.becomes('Backup', { '192.0.2.2': 'Full/DR', '192.0.2.3': 'Full/Other' })
      await lan.routes()
      await lan.running.get(2)!.stop()
      lan.running.delete(2)
      await lan.becomes('DR', { '192.0.2.3': 'Full/Backup' })
      await lan.routes()
    })

    scenario(
      `neither on a LAN with ${peer}: 2-Way with the other, Full with the Designated Router`,
      [peer],
      async (network) => {
        const lan = await Lan.build(network, three(0, 1, 0))
        await lan.start(1, 2, 3)
        await lan.becomes('DROther', { '192.0.2.2': 'Full/DR', '192.0.2.3': '2-Way/Other' })
        await lan.routes()
      },
    )

    scenario(`Full with both Designated Router and Backup of ${peer}`, [peer], async (network) => {
      const lan = await Lan.build(network, three(1, 10, 5))
      await lan.start(1, 2, 3)
      await lan.becomes('DROther', { '192.0.2.2': 'Full/DR', '192.0.2.3': 'Full/Backup' })
      await lan.routes()
    })

    scenario(`who comes later to a LAN with ${peer} takes no role, whatever its priority`, [peer], async (network) => {
      const lan = await Lan.build(network, three(1, 10, 20))
      await lan.start(1)
      await lan.becomes('DR', {})
      await lan.start(2)
      await lan.becomes('DR', { '192.0.2.2': 'Full/Backup' })
      await lan.start(3)
      await lan.becomes('DR', { '192.0.2.2': 'Full/Backup', '192.0.2.3': 'Full/Other' })
      await lan.routes()
    })

    scenario(
      `Full on a point-to-point link with ${peer}, and again after a silent restart`,
      [peer],
      async (network) => {
        const [ours, theirs] = await pair(network)
        const [waymark, other] = [await startWaymark(network, ours), await startPeer(network, theirs, peer)]
        const adjacent = async (): Promise<void> => {
          await Promise.all([untilFull(waymark), untilFull(other)])
          await untilRoute(ours.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
          await untilRoute(theirs.at, '10.255.0.1/32', ['10.1.12.1 ptp0'])
        }
        await adjacent()
        await waymark.kill()
        await waymark.restart()
        await adjacent()
      },
    )
  })
}
