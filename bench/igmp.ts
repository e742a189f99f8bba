/**
 * What IGMP costs, in this process: codec, engine and forwarding decisions, without sockets and kernel.
 * Run: npx tsc -b && node build/bench/igmp.js
 */
import { instant } from '../protocols/base/duration.js'
import { type Ipv4, ipv4, ipv4FromNumber } from '../protocols/base/ipv4.js'
import { ALL_IGMPV3_ROUTERS } from '../protocols/igmp/constants.js'
import { IgmpEngine } from '../protocols/igmp/engine.js'
import { encodeMessage } from '../protocols/igmp/message/message.js'
import type { GroupRecord } from '../protocols/igmp/message/report-v3.js'
import { DEFAULT_IGMP_INTERFACE, DEFAULT_SSM_RANGE } from '../protocols/igmp/settings.js'
import { MulticastEngine } from '../protocols/multicast/engine.js'
import { DEFAULT_MULTICAST } from '../protocols/multicast/settings.js'

const LINKS = [1, 2].map((n) => ({
  index: n,
  name: `lan${n}`,
  up: true,
  mtu: 1500,
  kind: 'broadcast' as const,
  addresses: [{ address: ipv4(`10.${n}.0.1`), prefixLength: 16, secondary: false }],
}))

/** The IGMP and the multicast engine on two LANs, wired as the daemon wires them. */
class Router {
  readonly igmp = new IgmpEngine()
  readonly multicast = new MulticastEngine()
  entriesSet = 0

  constructor() {
    const settings = { interfaces: [{ pattern: '*', settings: DEFAULT_IGMP_INTERFACE }], ssmRange: DEFAULT_SSM_RANGE }
    this.#igmp({ on: 'settings', settings }, 0)
    this.#multicast({ on: 'settings', settings: { ...DEFAULT_MULTICAST, forward: ['*'] } }, 0)
    for (const link of LINKS) {
      this.#multicast({ on: 'link', link }, 0)
      this.#igmp({ on: 'link', link }, 0)
    }
  }

  report(records: readonly GroupRecord[], now: number): void {
    const bytes = encodeMessage({ type: 'report-v3', records })
    const packet = { on: 'packet', interface: 2, source: ipv4('10.2.0.9'), destination: ALL_IGMPV3_ROUTERS } as const
    this.#igmp({ ...packet, ttl: 1, routerAlert: true, bytes }, now)
  }

  meet(source: Ipv4, group: Ipv4, now: number): void {
    this.#multicast({ on: 'upcall', upcall: 'NOCACHE', vif: 0, source, group }, now)
  }

  time(now: number): void {
    this.#igmp({ on: 'time' }, now)
  }

  #igmp(input: Parameters<IgmpEngine['handle']>[0], now: number): void {
    for (const effect of this.igmp.handle(input, instant(now))) {
      if (effect.do === 'membership') this.#multicast({ on: 'membership', membership: effect.membership }, now)
      if (effect.do === 'querier') {
        this.#multicast({ on: 'querier', interface: effect.interface, querier: effect.querier }, now)
      }
    }
  }

  #multicast(input: Parameters<MulticastEngine['handle']>[0], now: number): void {
    for (const effect of this.multicast.handle(input, instant(now))) if (effect.do === 'set-entry') this.entriesSet++
  }
}

const group = (n: number): Ipv4 => ipv4FromNumber(0xef010000 + n)
const source = (n: number): Ipv4 => ipv4FromNumber(0x0a010000 + n + 2)

/** As many records a report as fit into 1500 bytes. */
function inReports(records: readonly GroupRecord[], size: number): GroupRecord[][] {
  const perReport = Math.floor((1500 - 24 - 8) / size)
  return Array.from({ length: Math.ceil(records.length / perReport) }, (_, i) =>
    records.slice(i * perReport, (i + 1) * perReport),
  )
}

function measure(name: string, run: () => void): void {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  run()
  const wall = performance.now() - begin
  const { user, system } = process.cpuUsage(cpu)
  const processor = (user + system) / 1000
  console.log(`${name.padEnd(64)} ${wall.toFixed(1).padStart(8)} ms  ${processor.toFixed(1).padStart(8)} ms processor`)
}

const groups = inReports(
  Array.from({ length: 10_000 }, (_, n) => ({ record: 'TO_EX' as const, group: group(n), sources: [] })),
  8,
)
const router = new Router()
measure('10,000 groups reported in version 3 reports', () => {
  for (const records of groups) router.report(records, 1000)
})
measure('the same again: 10,000 memberships refreshed', () => {
  for (const records of groups) router.report(records, 2000)
})
measure('10,000 flows met, each with a member', () => {
  for (let n = 0; n < 10_000; n++) router.meet(source(n % 1000), group(n), 3000)
})
measure('1,000 joins and 1,000 leaves beside them, one a report', () => {
  for (let n = 0; n < 1000; n++) {
    router.report([{ record: 'ALLOW', group: group(20_000), sources: [source(n)] }], 4000 + n)
    router.report([{ record: 'BLOCK', group: group(20_000), sources: [source(n)] }], 4000 + n)
  }
})
measure('all of them expire', () => router.time(400_000))

const pairs = new Router()
const many = Array.from({ length: 1000 }, (_, g) => ({
  record: 'IS_IN' as const,
  group: group(g),
  sources: Array.from({ length: 200 }, (_, s) => source(s)),
}))
globalThis.gc?.()
const before = process.memoryUsage().heapUsed
measure('200,000 group-source pairs reported', () => {
  for (const record of many) pairs.report([record], 1000)
})
measure('200,000 group-source pairs refreshed', () => {
  for (const record of many) pairs.report([record], 126_000)
})
globalThis.gc?.()
console.log(
  `heap for them: ${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(0)} MB (exact with --expose-gc)`,
)
measure('200,000 group-source pairs expire', () => pairs.time(400_000))
