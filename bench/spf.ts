import { instant } from '../protocols/base/duration.js'
import { formatIpv4 } from '../protocols/base/ipv4.js'
import { BACKBONE } from '../protocols/ospf/identifiers.js'
import { calculateRoutes } from '../protocols/ospf/routing/calculate.js'
import { externalLsa, Fixture, type LsaText, routerLsa, summaryLsa } from '../test/ospf/routing/fixture.js'

/**
 * The routing calculation alone: a square grid of R routers on unnumbered point-to-point links, one /32 each, one corner
 * a neighbor of ours; optionally E AS-external-LSAs of the far corner. Medians of several runs, in milliseconds, and per
 * router. Usage: node build/bench/spf.js [R …]; with --expose-gc it also says how much memory stays in use.
 */
const RUNS = 7
let toggled = false

const sizes = process.argv.slice(2).map(Number)
for (const routers of sizes.length > 0 ? sizes : [100, 1000, 5000, 10_000, 20_000]) measure(routers, 0)
measure(100, 10_000)

function measure(routers: number, externals: number): void {
  const side = Math.floor(Math.sqrt(routers))
  const count = side * side
  const texts = Array.from({ length: count }, (_, i) => gridRouter(i, side))
  for (let i = 0; i < externals; i++)
    texts.push(externalLsa(`${formatIpv4(0x64400000 + i * 256)}/24`, routerOf(count - 1), 10))
  const before = memory()
  const f = neighborOf(routerOf(0))
  const load = time(() => {
    for (const text of texts) f.tell(text)
  })
  const first = time(() => calculateRoutes(f.memory))
  const after = memory()
  const again = median(() => {
    f.memory.routing.graphs.get(BACKBONE)!.stale = true
    calculateRoutes(f.memory)
  })
  const cut = median(() => toggle(f, texts[0]!, routerLsa(routerOf(0), [])))
  const far = count - side
  const link = median(() => toggle(f, texts[far]!, gridRouter(far, side, 99)))
  const summary = median(() =>
    toggle(f, summaryLsa('192.0.2.0/24', routerOf(far - 1), 1), summaryLsa('192.0.2.0/24', routerOf(far - 1), 2)),
  )
  const external = median(() =>
    toggle(f, externalLsa('192.0.3.0/24', routerOf(count - 1), 1), externalLsa('192.0.3.0/24', routerOf(count - 1), 2)),
  )
  const perLsa = (ms: number): string => `${((ms * 1000) / (count + externals)).toFixed(2)} µs`
  const kilobytes =
    before === undefined ? '' : `, ${((after! - before) / 1024 / (count + externals)).toFixed(2)} kB an LSA`
  console.log(
    `R=${count} E=${externals}: load ${ms(load)} (${perLsa(load)}), first calculation ${ms(first)}, ` +
      `repeated ${ms(again)} (${perLsa(again)}), cut or heal all ${ms(cut)} (${perLsa(cut)}), ` +
      `one far link ${ms(link)}, one summary ${ms(summary)}, one external ${ms(external)}, ${f.memory.routing.routes.size} routes${kilobytes}`,
  )
}

function toggle(f: Fixture, on: LsaText, off: LsaText): void {
  toggled = !toggled
  f.tell(toggled ? off : on)
  calculateRoutes(f.memory)
  f.memory.effects = []
}

function neighborOf(router: string): Fixture {
  const f = new Fixture('9.0.0.1')
  f.memory.now = instant(0)
  f.interface(1, '9.0.0.1/32', { neighbors: [[router, router]] })
  return f
}

function gridRouter(i: number, side: number, cost = 10): LsaText {
  const x = i % side
  const y = Math.floor(i / side)
  const links = [`stub ${routerOf(i)}/32 0`]
  const add = (j: number): unknown => links.push(`p2p ${routerOf(j)} 0.0.0.1 ${cost}`)
  if (x > 0) add(i - 1)
  if (x < side - 1) add(i + 1)
  if (y > 0) add(i - side)
  if (y < side - 1) add(i + side)
  if (i === 0) links.push('p2p 9.0.0.1 0.0.0.1 10')
  // The last one is a border router of the AS, the last one of a row one of the area
  return routerLsa(routerOf(i), links, i === side * side - 1 ? 2 : x === side - 1 ? 1 : 0)
}

function routerOf(i: number): string {
  return formatIpv4(0x0a000001 + i)
}

function time(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function median(run: () => void): number {
  const times = Array.from({ length: 2 * RUNS }, () => time(run)).sort((a, b) => a - b)
  return times[RUNS]!
}

function ms(n: number): string {
  return `${n.toFixed(3)} ms`
}

function memory(): number | undefined {
  if (globalThis.gc === undefined) return undefined
  globalThis.gc()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}
