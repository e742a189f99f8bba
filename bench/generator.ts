// Run inside a namespace: `node generator.js INTERFACE ROUTERS EXTERNALS`. An OSPF router that presents a synthetic area to whoever
// is on INTERFACE. It says as JSON lines what happens, and obeys the words on its standard input.
import { createInterface } from 'node:readline'
import { loadConfig } from '../config/load.js'
import { processClock } from '../daemon/daemon.js'
import { openKernel } from '../daemon/kernel/open.js'
import { Loop } from '../daemon/runtime/loop.js'
import type { Seat } from '../daemon/runtime/seat.js'
import { type Ipv4, ipv4 } from '../protocols/base/ipv4.js'
import { seededRandom } from '../protocols/base/random.js'
import type { Link } from '../protocols/engine/link.js'
import { AllSPFRouters, LSInfinity } from '../protocols/ospf/constants.js'
import type { OspfEffect, OspfInput } from '../protocols/ospf/contract.js'
import { OspfEngine } from '../protocols/ospf/engine.js'
import { areaId, type RouterId, routerId } from '../protocols/ospf/identifiers.js'
import { type Lsa, type LsaKey, LsType } from '../protocols/ospf/lsa/lsa.js'
import type { OspfNotice } from '../protocols/ospf/notice.js'
import { decodeBody, decodeHeader, encodePacket } from '../protocols/ospf/packet/packet.js'
import type { OspfSettings } from '../protocols/ospf/settings.js'
import { isHello } from '../protocols/ospf/urgent.js'
import type { GeneratorEvent, GeneratorWord } from './generator-words.js'
import { SyntheticArea } from './synthetic-area.js'
import { wallClock } from './wall-clock.js'

/** The link between the two engines of this process, which no kernel knows. */
const FEED = 1_000_000
const FEED_ADDRESS = { generator: ipv4('10.254.0.1'), area: ipv4('10.254.0.2') }
/**
 * Seconds. If the two engines lost each other while the process is busy, the area's first router would learn of LSAs that it
 * does not know to be its own, and flush all of them (RFC 2328 §13.4).
 */
const PATIENT = 3600
/**
 * Milliseconds: longer than our last router-LSA, which names the other engine, keeps the next one, which names the neighbor that
 * is measured, from going out (MinLSArrival). That neighbor would be measured with the wait.
 */
const AT_REST = 1500
/** Router-LSAs of the grid that fit into the largest packet. */
const LSAS_A_PACKET = 500
const SELF = routerId(ipv4('10.0.0.2'))

type OspfPacketInput = Extract<OspfInput, { on: 'packet' }>

const [interfaceName, routers, externals] = process.argv.slice(2) as [string, string, string]
const area = new SyntheticArea(Number(routers), Number(externals), SELF)

/** The request for our own router-LSA, while that does not yet name the neighbor. */
let held: OspfPacketInput | undefined
let full = false

const kernel = openKernel({
  link: (input) => loop.post(generator, input, 'ordinary'),
  ospfPacket: (packet) => receive({ on: 'packet', ...packet }),
  igmpPacket: () => {},
  upcall: () => {},
  notice: (notice) => console.error(JSON.stringify(notice)),
})
// As in the daemon, so that no Hello is late whatever it is asked for.
const loop = new Loop({
  now: processClock,
  startTimer: (delay, run) => {
    const timer = setTimeout(run, delay)
    return () => clearTimeout(timer)
  },
  soon: setImmediate,
  drain: () => void kernel.drainNow(),
})
const generator = speaker('generator', (notice) => {
  if (notice.notice !== 'neighbor-state') return
  if (notice.interface === interfaceName) say({ event: 'neighbor', state: notice.to, at: wallClock() })
  if (notice.to === 'Full') setImmediate(notice.interface === interfaceName ? answerHeld : fill)
})
const areasFirst = speaker('first router of the area', () => {})

generator.handle({ on: 'settings', settings: settingsOf(SELF) })
areasFirst.handle({ on: 'settings', settings: settingsOf(area.first) })
generator.handle({ on: 'link', link: feedLink(FEED_ADDRESS.generator) })
areasFirst.handle({ on: 'link', link: feedLink(FEED_ADDRESS.area) })
await kernel.links.start()

const words: Readonly<Record<GeneratorWord, () => Lsa>> = {
  cut: () => area.attachment(false),
  heal: () => area.attachment(true),
  more: () => area.lastRouter(true),
  less: () => area.lastRouter(false),
  'one-external': () => area.external(area.externals, 10),
  'no-external': () => area.external(area.externals, LSInfinity),
  'one-summary': () => area.summary(10),
  'no-summary': () => area.summary(LSInfinity),
}
for await (const line of createInterface({ input: process.stdin })) {
  const lsa = words[line as GeneratorWord]()
  say({ event: 'injected', word: line as GeneratorWord, at: wallClock() })
  inject([lsa])
}

/** An engine in the loop. What it sends on FEED goes to the other one. */
function speaker(name: string, heard: (notice: OspfNotice) => void): Seat<OspfInput, OspfEffect> {
  const engine = new OspfEngine(seededRandom(Math.floor(Math.random() * 2 ** 32)))
  const seat = loop.seat<OspfInput, OspfEffect>(name, engine, (effect) => {
    if (effect.do === 'notice') heard(effect.notice)
    else if (effect.do === 'open' && effect.interface !== FEED) kernel.ospf.open(effect.interface)
    else if (effect.do !== 'send') return
    else if (effect.interface !== FEED) kernel.ospf.send(effect)
    else post(seat === generator ? areasFirst : generator, fed(effect.source, effect.bytes))
  })
  return seat
}

function post(seat: Seat<OspfInput, OspfEffect>, packet: OspfPacketInput): void {
  loop.post(seat, packet, isHello(packet.bytes) ? 'urgent' : 'bulk')
}

/** A packet as it comes over FEED. */
function fed(source: Ipv4, bytes: Uint8Array): OspfPacketInput {
  return { on: 'packet', interface: FEED, source, destination: AllSPFRouters, ttl: 1, bytes }
}

/**
 * The first instance of our router-LSA would not list the neighbor, and the next one could only follow after MinLSArrival.
 * So that the neighbor is measured and not that, its request waits until we are Full.
 */
function receive(packet: OspfPacketInput): void {
  const header = decodeHeader(packet.bytes)
  const body = header.ok ? decodeBody(header.value, packet.bytes) : header
  const ours = body.ok && body.value.type === 'link-state-request' && body.value.requests.some(isOwnRouterLsa)
  if (ours && !full) held = packet
  else post(generator, packet)
}

/** The feed costs something else from now on: an instance that only adds a link would wait for more to be added. */
function answerHeld(): void {
  full = true
  generator.handle({ on: 'settings', settings: settingsOf(SELF, 11) })
  if (held !== undefined) post(generator, held)
  held = undefined
}

function isOwnRouterLsa({ type, advertisingRouter }: LsaKey): boolean {
  return type === LsType.router && advertisingRouter === SELF
}

/** Once the two engines have long been adjacent, the area's LSAs come as if its first router flooded them. */
function fill(): void {
  setTimeout(() => {
    const lsas = area.all()
    for (let i = 0; i < lsas.length; i += LSAS_A_PACKET) inject(lsas.slice(i, i + LSAS_A_PACKET))
    setTimeout(() => say({ event: 'ready', routers: area.routers, externals: area.externals }), AT_REST)
  }, AT_REST)
}

function inject(lsas: readonly Lsa[]): void {
  const copies = lsas.map((lsa) => ({ lsa, age: 1 }))
  generator.handle(fed(FEED_ADDRESS.area, encodePacket(area.first, areaId(0), { type: 'link-state-update', copies })))
}

/** A calculation of routes, which nobody uses here, would only hold up the packets. */
function settingsOf(id: RouterId, feedCost = 10): OspfSettings {
  const common = { 'interface-type': 'point-to-point', 'hello-interval': 1, 'dead-interval': 4, cost: 10 }
  const config = {
    ospf: {
      'spf-delay': { 'initial-delay': '60 s', 'short-delay': '60 s', 'long-delay': '60 s' },
      areas: {
        0: { interfaces: { [interfaceName]: common, feed: { ...common, 'dead-interval': PATIENT, cost: feedCost } } },
      },
    },
  }
  const loaded = loadConfig(JSON.stringify(config), 'generator', () => ({ ok: false, error: 'no secrets here' }))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return { ...loaded.value.ospf!, routerId: id }
}

function feedLink(address: Ipv4): Link {
  const addresses = [{ address, prefixLength: 30, secondary: false }]
  return { index: FEED, name: 'feed', up: true, mtu: 65_535, kind: 'point-to-point', addresses }
}

function say(event: GeneratorEvent): void {
  console.log(JSON.stringify(event))
}
