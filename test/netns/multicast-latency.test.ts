import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { Receiver, Sender, summing } from '../../lab/stream.js'
import { always, until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { IgmpHost, record } from './igmp-host.js'
import { igmpRuns } from './igmp-runs.js'
import { scenario } from './scenario.js'
import { waitedFor } from './scheduled.js'

const [PORT, RATE, GROUP] = [5011, 2000, '239.8.8.8']
const [OWN, SECOND] = ['10.8.2.10', '10.8.2.11']
const TRIES = 15
/** Of the stream, before it is left. */
const PACKETS = 200

/** A stream of GROUP in the studio, and two hosts in the hall; the kernel of the first is no member of it. */
async function hall(network: Network, settings: object) {
  const at = await network.add('router')
  const [camera, screen, second] = [
    await network.add('camera', 'host'),
    await network.add('screen', 'host'),
    await network.add('second', 'host'),
  ]
  await network.connect(
    { at: camera, name: 'eth0', addresses: ['10.8.1.10/24'] },
    { at, name: 'studio', addresses: ['10.8.1.1/24'] },
  )
  await network.lan('hall', [
    { at, name: 'hall', addresses: ['10.8.2.1/24'] },
    { at: screen, name: 'eth0', addresses: [`${OWN}/24`] },
    { at: second, name: 'eth0', addresses: [`${SECOND}/24`] },
  ])
  await camera.ip('route add default via 10.8.1.1')
  const router = await Waymark.start(network, at, {
    igmp: { interfaces: { studio: {}, hall: { 'robustness-variable': 1, ...settings } } },
    multicast: { forward: ['studio', 'hall'] },
  })
  await Sender.start(camera, { address: GROUP, port: PORT, rate: RATE })
  await igmpRuns(router, 2)
  const host = await IgmpHost.start(screen, OWN, '239.8.8.9', PORT)
  await until(
    'the kernel knows the stream',
    async () => (await router.ask('/multicast/routes')).flows,
    (flows) => flows.some((flow) => flow.group === GROUP),
  )
  return { router, camera, host, screen, second }
}

/** What the kernel of a host saw when. */
interface Seen {
  /** Seconds. */
  readonly at: number
  readonly what: 'join' | 'leave' | 'packet'
}

/** Waits until so many of these have been seen, and tells all. */
type Watch = (awaited: Seen['what'], count: number) => Promise<readonly Seen[]>

/** Has the kernel stamp what is said and what arrives, whenever programs run. */
async function watch(network: Network, at: Namespace): Promise<Watch> {
  const file = join(network.directory, 'latency.pcap')
  const capture = ['tcpdump', '-i', 'eth0', '--immediate-mode', '-B', '8192', '-U', '-w', file, 'igmp or udp']
  await at.start('tcpdump', capture).said(/listening on/)
  const read = async (): Promise<readonly Seen[]> => {
    const text = await at.run(['sh', '-c', `tcpdump -ttvnr ${file} || true`])
    return [...text.matchAll(/^(\d+\.\d+) IP .*\n +\S+ > (\S+): (.*)/gm)].flatMap(([, time, to, more]) => {
      const what = kindOf(to!, more!)
      return what === undefined ? [] : [{ at: Number(time), what }]
    })
  }
  return (awaited, count) =>
    until(`${count} times ${awaited}`, read, (seen) => seen.filter(({ what }) => what === awaited).length >= count)
}

function kindOf(to: string, text: string): Seen['what'] | undefined {
  if (text.includes(`gaddr ${GROUP} to_ex`)) return 'join'
  if (text.includes(`gaddr ${GROUP} to_in`)) return 'leave'
  return to === `${GROUP}.${PORT}` ? 'packet' : undefined
}

/** Milliseconds from each `from` to the next `to`. */
function untilNext(seen: readonly Seen[], from: Seen['what'], to: Seen['what']): number[] {
  return seen.flatMap(({ what, at }, i) => {
    const next = what === from ? seen.slice(i).find((each) => each.what === to) : undefined
    return next === undefined ? [] : [(next.at - at) * 1000]
  })
}

/** Milliseconds from each leave to the last packet of the stream before it is joined again. */
function untilStopped(seen: readonly Seen[]): number[] {
  return seen.flatMap(({ what, at }, i) => {
    if (what !== 'leave') return []
    const again = seen.findIndex((each, k) => k > i && each.what === 'join')
    const packets = seen.slice(i, again < 0 ? undefined : again).filter((each) => each.what === 'packet')
    return [((packets.at(-1)?.at ?? at) - at) * 1000]
  })
}

scenario(
  'join to first packet takes at most 3 ms, the last tracked host’s leave stops the stream within 10 ms, a second host loses nothing',
  [],
  async (network) => {
    const { router, camera, host, screen, second } = await hall(network, {
      'explicit-tracking': true,
      'query-max-response-time': '100 ms',
    })
    const tracks = (hosts: number): Promise<unknown> =>
      until(
        `the router knows ${hosts} hosts`,
        async () => (await router.ask('/igmp/groups')).groups,
        (groups) => (groups.find((each) => each.group === GROUP)?.hosts?.length ?? 0) === hosts,
        { every: 10 },
      )
    const seen = await watch(network, screen)
    const programs = [router.program, ...camera.programs]
    const [waitedToJoin, waitedToLeave]: [number[], number[]] = [[], []]
    for (let i = 0; i < TRIES; i++) {
      const waited = waitedFor(programs)
      host.report(OWN, record('TO_EX', GROUP))
      await sleep(60)
      const waitedThen = waitedFor(programs)
      // The router is asked only now, so that it does nothing else before; on a busy machine it may not have got round to it yet.
      await tracks(1)
      const waitedAfter = waitedFor(programs)
      host.report(OWN, record('TO_IN', GROUP))
      await sleep(60)
      waitedToJoin.push(waitedThen - waited)
      waitedToLeave.push(waitedFor(programs) - waitedAfter)
      await tracks(0)
    }
    const events = await seen('leave', TRIES)
    const [joins, leaves] = [untilNext(events, 'join', 'packet'), untilStopped(events)]
    // Half a millisecond of it is the stream's own: its packets come so far apart. What else this machine does, while the router
    // and the sender wait for a processor, is none of the router's doing.
    const own = (times: readonly number[], waited: readonly number[]) => times.map((time, i) => time - waited[i]!)
    const told = (times: readonly number[], waited: readonly number[]): string =>
      times.map((time, i) => `${time.toFixed(2)} (${waited[i]!.toFixed(2)} for a processor)`).join(', ')
    assert.equal(joins.length, TRIES)
    const [toJoin, toLeave] = [median(own(joins, waitedToJoin)), median(own(leaves, waitedToLeave))]
    assert.ok(toJoin <= 3, `milliseconds from the report to the first packet: ${told(joins, waitedToJoin)}`)
    assert.ok(toLeave <= 10, `milliseconds from the leave to the last packet: ${told(leaves, waitedToLeave)}`)

    const receiver = await Receiver.start(second, PORT, { group: GROUP, own: SECOND })
    await receiver.join()
    await tracks(1)
    const sum = summing(receiver)
    await sum()
    const lossless = always('the second host receives all', sum, ({ lost }) => lost === 0, 1_000, 100)
    for (let i = 0; i < 10; i++) {
      host.report(OWN, record('TO_EX', GROUP))
      await tracks(2)
      host.report(OWN, record('TO_IN', GROUP))
      await tracks(1)
    }
    await lossless
    const { received, lost } = await sum()
    assert.ok(received > 1000 && lost === 0, `${received} received, ${lost} lost`)
  },
)

scenario(
  'without tracking the stream stops when no host has answered the last member queries: after LMQC × LMQI',
  [],
  async (network) => {
    const { router, host, screen } = await hall(network, {
      'last-member-query-count': 3,
      'last-member-query-interval': '300 ms',
      'query-max-response-time': '100 ms',
    })
    const seen = await watch(network, screen)
    host.report(OWN, record('TO_EX', GROUP))
    await seen('packet', PACKETS)
    const waitedBefore = waitedFor([router.program])
    host.report(OWN, record('TO_IN', GROUP))
    await until(
      'the group is gone',
      async () => (await router.ask('/igmp/groups')).groups,
      (groups) => !groups.some(({ group }) => group === GROUP),
    )
    const waited = waitedFor([router.program]) - waitedBefore
    const events = await seen('leave', 1)
    const [took] = untilStopped(events)
    // What is seen is the last packet before the end, of a sender that may have to wait for its turn.
    const packets = events.filter(({ what }) => what === 'packet').map(({ at }) => at * 1000)
    const gap = Math.max(...packets.slice(1).map((at, i) => at - packets[i]!))
    const told = `the stream went on for ${took} ms (${waited} for a processor), with gaps of ${gap} ms`
    assert.ok(took! + gap >= 900 && took! - waited < 1_000, told)
  },
)

function median(milliseconds: readonly number[]): number {
  return [...milliseconds].sort((a, b) => a - b)[Math.floor(milliseconds.length / 2)] ?? Number.NaN
}
