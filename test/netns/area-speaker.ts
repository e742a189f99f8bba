// Run inside a namespace: `node area-speaker.js INTERFACE ROUTERS`. An OSPF router, 192.0.2.2, behind whom there is an area of
// so many routers that do not exist: a grid, each with a host route 10.64.X.Y. It shows the area at the word `load`; `cut` and
// `heal` are one router-LSA each, after which all of it is unreachable, or back.
import { createInterface } from 'node:readline'
import { openKernel } from '../../daemon/kernel/open.js'
import { seconds } from '../../protocols/base/duration.js'
import { ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { AllSPFRouters } from '../../protocols/ospf/constants.js'
import type { OspfInput } from '../../protocols/ospf/contract.js'
import { BACKBONE, type RouterId, routerId } from '../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../protocols/ospf/lsa/lsa.js'
import { encodeRouterLsa, LinkType } from '../../protocols/ospf/lsa/router-lsa.js'
import { encodePacket } from '../../protocols/ospf/packet/packet.js'
import { ethernet, Network, POINT_TO_POINT, settings, states } from '../ospf/engine/network.js'

const [interfaceName, count] = process.argv.slice(2) as [string, string]
const ROUTERS = Number(count)
const WIDTH = 32
const SPEAKER = '192.0.2.2'
/** The link to the first router of the grid, which this process plays too; no kernel knows it. */
const FEED = 1_000_000
const FEED_ADDRESS = ipv4('10.254.0.2')
const QUICK = { ...POINT_TO_POINT, helloInterval: seconds(1), deadInterval: seconds(4) }

const idOf = (n: number): RouterId => routerId(ipv4FromNumber(ipv4('10.64.0.0') + n))

// The first router and the speaker become adjacent in virtual time.
const network = new Network()
const ours = settings(SPEAKER, { feed: QUICK, [interfaceName]: QUICK })
const speaker = network.router('speaker', ours, [ethernet(FEED, 'feed', '10.254.0.1/30')])
network.router('first', settings('10.64.0.1', { feed: QUICK }), [ethernet(1, 'feed', '10.254.0.2/30')])
network.wire(`speaker ${FEED}`, 'first 1')
network.until(() => states(network, speaker)['10.64.0.1'] === 'Full')
network.pass(10_000)

// From here on time is the machine's, and what the speaker sends on other links goes out.
let last = performance.now()
function catchUp(): void {
  const elapsed = Math.floor(performance.now() - last)
  last += elapsed
  network.pass(elapsed)
}
setInterval(catchUp, 5)

const kernel = openKernel({
  link: hear,
  ospfPacket: (packet) => hear({ on: 'packet', ...packet }),
  igmpPacket: () => {},
  upcall: () => {},
  notice: (notice) => console.error(JSON.stringify(notice)),
})
network.drops = (from, packet) => {
  if (from === speaker && packet.interface !== FEED) kernel.ospf.send(packet)
  return false
}
await kernel.links.start()

function hear(input: OspfInput): void {
  catchUp()
  for (const effect of network.input(speaker, input)) if (effect.do === 'open') kernel.ospf.open(effect.interface)
}

let instance = 1000
for await (const word of createInterface({ input: process.stdin })) {
  const lsas = word === 'load' ? Array.from({ length: ROUTERS }, (_, i) => gridRouter(i + 1)) : [gridRouter(1, word)]
  const copies = lsas.map((lsa) => ({ lsa, age: 1 }))
  for (let i = 0; i < copies.length; i += 500) {
    const update = { type: 'link-state-update', copies: copies.slice(i, i + 500) } as const
    const bytes = encodePacket(idOf(1), BACKBONE, update)
    hear({ on: 'packet', interface: FEED, source: FEED_ADDRESS, destination: AllSPFRouters, ttl: 1, bytes })
  }
}

/** The router-LSA of the n-th router; the first one's has the link to the speaker, or not when it is cut. */
function gridRouter(n: number, word = 'heal'): Lsa {
  const column = (n - 1) % WIDTH
  const around = [column > 0 ? n - 1 : 0, column < WIDTH - 1 ? n + 1 : 0, n - WIDTH, n + WIDTH]
  const links = around
    .filter((other) => other >= 1 && other <= ROUTERS)
    .map((other, index) => ({ type: LinkType.pointToPoint, id: idOf(other), data: index + 1, metric: 10 }))
  if (n === 1 && word === 'heal') {
    links.push({ type: LinkType.pointToPoint, id: routerId(ipv4(SPEAKER)), data: FEED_ADDRESS, metric: 10 })
  }
  const host = { type: LinkType.stub, id: idOf(n), data: 0xffffffff, metric: 0 }
  return encodeLsa({
    options: 2,
    type: LsType.router,
    linkStateId: ipv4FromNumber(idOf(n)),
    advertisingRouter: idOf(n),
    sequenceNumber: -0x80000000 + (n === 1 ? instance++ : 1),
    body: encodeRouterLsa({ bits: 0, links: [...links, host] }),
  })
}
