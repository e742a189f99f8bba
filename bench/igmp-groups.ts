/**
 * 10,000 groups in IGMPv3 reports, as many records in each as fit unless told, to Waymark and to FRR's pimd, one after the other in
 * one run: until the last is known (the router has nothing more to do), and processor time. Medians of several rounds.
 *   node build/bench/igmp-groups.js [--groups 10000] [--records 182] [--burst 10] [--rounds 3]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Namespace } from '../lab/namespace.js'
import { Network, sweepLeftovers } from '../lab/network.js'
import { until } from '../lab/until.js'
import { Waymark } from '../lab/waymark.js'
import { formatIpv4, ipv4FromNumber } from '../protocols/base/ipv4.js'
import { Frr } from '../test/netns/frr.js'
import { IgmpHost, record } from '../test/netns/igmp-host.js'
import { processorTime } from './measured-router.js'
import { Samples, table } from './table.js'

/** So long without work, and all is done; what a router spends at rest in that time is less than AT_REST. Milliseconds. */
const QUIET = 1000
const AT_REST = 3

const { values: options } = parseArgs({
  options: {
    groups: { type: 'string', default: '10000' },
    records: { type: 'string', default: '182' },
    burst: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
  },
})
const groups = Number(options.groups)
const recordsPerReport = Number(options.records)
const burst = Number(options.burst)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

/** A router that runs, and how many of the groups it knows. */
interface Router {
  readonly known: () => Promise<number>
}

async function waymark(network: Network, at: Namespace): Promise<Router> {
  const router = await Waymark.start(network, at, {
    igmp: { interfaces: { hall: { limits: { groups: 2 * groups, 'groups-per-host': 2 * groups } } } },
    multicast: { forward: ['hall'] },
  })
  const hall = async () => (await router.ask('/igmp/interfaces')).interfaces.find((each) => each.interface === 'hall')
  await until('IGMP runs', hall, (view) => view?.running === true)
  return { known: async () => (await hall())?.groups ?? 0 }
}

async function pimd(network: Network, at: Namespace): Promise<Router> {
  // Without PIM and a rendezvous point it would know the groups, and forward none.
  const config = 'ip pim rp 10.16.0.1 239.0.0.0/8\ninterface hall\n ip igmp\n ip pim\n'
  const frr = await Frr.start(network, at, ['pimd'], config)
  const show = (what: string): Promise<string> => frr.vtysh(`show ip igmp ${what}`)
  await until(
    'IGMP runs',
    () => show('interface'),
    (text) => /hall +up/.test(text),
  )
  return { known: async () => (await show('groups')).match(/239\.\d+\.\d+\.\d+/g)?.length ?? 0 }
}

interface Cost {
  readonly known: number
  readonly took: number
  readonly processor: number
}

async function round(start: (network: Network, at: Namespace) => Promise<Router>): Promise<Cost> {
  const network = new Network('bench')
  try {
    const [at, lan] = [await network.add('router'), await network.add('hosts', 'host')]
    await network.connect(
      { at: lan, name: 'eth0', addresses: ['10.16.0.10/16'] },
      { at, name: 'hall', addresses: ['10.16.0.1/16'] },
    )
    const router = await start(network, at)
    const host = await IgmpHost.start(lan, '10.16.0.10', '239.255.0.1', 5018)
    await sleep(2000)
    const spent = (): number => at.programs.reduce((sum, { child }) => sum + processorTime(child.pid!), 0)
    const before = spent()
    const begun = performance.now()
    const all = Array.from({ length: groups }, (_, n) => record('TO_EX', formatIpv4(ipv4FromNumber(0xef010000 + n))))
    for (let at = 0; at < all.length; at += recordsPerReport) {
      host.report('10.16.0.11', ...all.slice(at, at + recordsPerReport))
      // A burst of all is more than some sockets' buffers hold.
      if ((at / recordsPerReport) % burst === burst - 1) await sleep(1)
    }
    // What was spent at each look, until nothing to speak of has been for a while.
    let [worked, last] = [performance.now(), spent()]
    while (performance.now() - worked < QUIET) {
      await sleep(5)
      const now = spent()
      if (now - last < AT_REST) continue
      last = now
      worked = performance.now()
    }
    const processor = last - before
    return { known: await router.known(), took: worked - begun, processor }
  } finally {
    await network.close()
  }
}

sweepLeftovers()
const samples = new Samples()
for (let n = 0; n < Number(options.rounds); n++) {
  for (const [name, start] of [
    ['Waymark', waymark],
    ['FRR pimd', pimd],
  ] as const) {
    const { known, took, processor } = await round(start)
    samples.add(`${name} known`, known)
    samples.add(`${name} took`, took)
    samples.add(`${name} processor`, processor)
  }
}
console.log(
  table(
    [`${groups} groups reported`, 'groups known', 'until the last, ms', 'processor, ms'],
    ['Waymark', 'FRR pimd'].map((name) => [
      name,
      ...['known', 'took', 'processor'].map((what) => samples.summary(`${name} ${what}`)),
    ]),
  ),
)
