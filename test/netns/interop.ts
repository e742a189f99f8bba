import { type RouterPlan, waymarkOspf } from '../../lab/plan.js'
import { until } from '../../lab/until.js'
import type { Waymark } from '../../lab/waymark.js'
import { pair, startPeer, startWaymark, untilFull, untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

async function untilWhyNotFull(waymark: Waymark, wanted: RegExp): Promise<void> {
  await until(
    `a neighbor is not Full because of ${wanted}`,
    async () => (await waymark.ask('/ospf/neighbors')).neighbors,
    (seen) => seen.length === 1 && wanted.test(seen[0]!.whyNotFull ?? ''),
  )
}

/** What goes wrong and what is rarer between Waymark (router 1) and another implementation (router 2). */
export function interoperate(peer: 'frr' | 'bird'): void {
  together(`beside ${peer}`, () => {
    scenario(
      `a smaller MTU at ${peer} is named, and the adjacency comes when it is mended`,
      [peer],
      async (network) => {
        const [ours, theirs] = await pair(network)
        await ours.at.ip('link set ptp0 mtu 1400')
        const waymark = await startWaymark(network, ours)
        const other = await startPeer(network, theirs, peer)
        await untilWhyNotFull(waymark, /^MTU mismatch: theirs 1500, ours 1400/)
        await ours.at.ip('link set ptp0 mtu 1500')
        await Promise.all([untilFull(waymark), untilFull(other)])
      },
    )

    scenario(`other intervals at ${peer} are named`, [peer], async (network) => {
      const [ours, theirs] = await pair(network)
      const waymark = await startWaymark(network, ours)
      const slow: RouterPlan = {
        ...theirs.plan,
        interfaces: theirs.plan.interfaces.map((each) => ({ ...each, hello: 2, dead: 40 })),
      }
      await startPeer(network, { ...theirs, plan: slow }, peer)
      await untilWhyNotFull(waymark, /^hello-interval mismatch: theirs 2, ours 1/)
    })

    scenario(
      `two subnets of one LAN are two adjacencies with ${peer}, one after the other; and two next hops, or one`,
      [peer],
      async (network) => {
        const [ours, theirs] = await pair(
          network,
          [
            ['10.1.12.1/24', '10.2.12.1/24'],
            ['10.1.12.2/24', '10.2.12.2/24'],
          ],
          {
            type: 'broadcast',
          },
        )
        const waymark = await startWaymark(network, ours, { 'maximum-adjacencies-coming-up': 1 })
        const other = await startPeer(network, theirs, peer)
        for (const router of [waymark, other]) {
          await until(
            'both adjacencies are Full',
            () => router.neighbors(),
            (seen) => seen.length === 2 && seen.every(({ state }) => state.startsWith('Full')),
            { within: 40_000 },
          )
        }
        await untilRoute(ours.at, '10.255.0.2/32', ['10.1.12.2 ptp0', '10.2.12.2 ptp0'])
        await untilRoute(theirs.at, '10.255.0.1/32', ['10.1.12.1 ptp0', '10.2.12.1 ptp0'])
        waymark.configure(waymarkOspf(ours.plan, { 'maximum-paths': 1 }))
        waymark.reload()
        await untilRoute(ours.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
      },
    )

    scenario(`a network that ${peer} drops or adds is followed`, [peer], async (network) => {
      const [ours, theirs] = await pair(network)
      await theirs.at.ip('address add 10.255.0.22/32 dev lo')
      await startWaymark(network, ours)
      await startPeer(network, theirs, peer)
      await untilRoute(ours.at, '10.255.0.22/32', ['10.1.12.2 ptp0'], 40_000)
      await theirs.at.ip('address del 10.255.0.22/32 dev lo')
      await untilRoute(ours.at, '10.255.0.22/32', undefined)
      await ours.at.ip('address add 10.255.0.11/32 dev lo')
      await untilRoute(theirs.at, '10.255.0.11/32', ['10.1.12.1 ptp0'])
      await ours.at.ip('address del 10.255.0.11/32 dev lo')
      await untilRoute(theirs.at, '10.255.0.11/32', undefined)
    })

    scenario(
      `a silent ${peer} is given up after the dead interval, whatever the link says`,
      [peer],
      async (network) => {
        const [ours, theirs] = await pair(network)
        const waymark = await startWaymark(network, ours)
        const other = await startPeer(network, theirs, peer)
        await Promise.all([untilFull(waymark), untilFull(other)])
        await untilRoute(ours.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
        for (const program of theirs.at.programs) program.child.kill('SIGSTOP')
        await untilRoute(ours.at, '10.255.0.2/32', undefined, 12_000)
        for (const program of theirs.at.programs) program.child.kill('SIGCONT')
        await untilRoute(ours.at, '10.255.0.2/32', ['10.1.12.2 ptp0'], 40_000)
      },
    )

    scenario(
      `an unnumbered point-to-point link with ${peer}: both ends borrow their loopback address`,
      [peer],
      async (network) => {
        const [ours, theirs] = await pair(network, [['10.255.0.1/32'], ['10.255.0.2/32']])
        const [waymark, other] = [await startWaymark(network, ours), await startPeer(network, theirs, peer)]
        await Promise.all([untilFull(waymark), untilFull(other)])
        await untilRoute(ours.at, '10.255.0.2/32', ['10.255.0.2 ptp0'])
        await untilRoute(theirs.at, '10.255.0.1/32', ['10.255.0.1 ptp0'])
      },
    )

    scenario(`a point-to-point link with /32 addresses that name the peer, with ${peer}`, [peer], async (network) => {
      const [ours, theirs] = await pair(network, [['10.1.12.1 peer 10.1.12.2/32'], ['10.1.12.2 peer 10.1.12.1/32']])
      const [waymark, other] = [await startWaymark(network, ours), await startPeer(network, theirs, peer)]
      await Promise.all([untilFull(waymark), untilFull(other)])
      await untilRoute(ours.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
      await untilRoute(theirs.at, '10.255.0.1/32', ['10.1.12.1 ptp0'])
    })
  })
}
