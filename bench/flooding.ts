import { instant } from '../protocols/base/duration.js'
import { ipv4, ipv4FromNumber } from '../protocols/base/ipv4.js'
import { describeDatabase } from '../protocols/ospf/database/summary.js'
import { receiveLinkStateAcknowledgment } from '../protocols/ospf/flooding/acknowledge.js'
import { receiveLinkStateUpdate } from '../protocols/ospf/flooding/update.js'
import { areaId, routerId } from '../protocols/ospf/identifiers.js'
import { encodeLsa } from '../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../protocols/ospf/lsa/lsa.js'
import { encodeRouterLsa, LinkType } from '../protocols/ospf/lsa/router-lsa.js'
import { decodeBody, decodeHeader, encodePacket } from '../protocols/ospf/packet/packet.js'
import { OneRouter } from '../test/ospf/one-router.js'

/**
 * Codec, database and flooding alone, without the routing calculation: a router between two neighbors takes N router-LSAs
 * of five links from one, 16 in a packet, floods them to the other and gets them acknowledged. Cost an LSA, of the last
 * of several rounds. Usage: node build/bench/flooding.js [N …]; with --expose-gc it also says what the database holds.
 */
const ROUNDS = 5
const LSAS_A_PACKET = 16

for (const count of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000, 20_000]) measure(count)

function measure(count: number): void {
  const router = new OneRouter('10.0.0.1')
  const left = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const right = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
  const from = router.addNeighbor(left, '10.1.0.2')
  const to = router.addNeighbor(right, '10.2.0.3')
  router.memory.routing.withdrawn = true
  const before = heapUsed()
  let costs = ''
  for (let round = 1; round <= ROUNDS; round++) {
    const packets = packetsOf(count, round)
    const decode = time(() => packets.map(read))
    const flood = time(() => {
      for (const packet of packets) {
        receiveLinkStateUpdate(router.memory, from, read(packet))
        endOfInput(router)
      }
    })
    const acknowledgments = [...to.retransmissionList.keys()].map(({ lsa }) => lsa)
    const acknowledge = time(() => receiveLinkStateAcknowledgment(router.memory, to, acknowledgments))
    const describe = time(() => describeDatabase(router.memory, to))
    from.interface.delayedAcknowledgments = []
    router.memory.now = instant(router.memory.now + 2000)
    costs = Object.entries({ decode, 'decode and flood': flood, acknowledge, describe })
      .map(([name, ms]) => `${name} ${((ms * 1000) / count).toFixed(2)} µs`)
      .join(', ')
  }
  const after = heapUsed()
  const memory = before === undefined ? '' : `, ${Math.round((after! - before) / count)} bytes an LSA`
  console.log(`N=${count}: ${costs}${memory}`)
}

function packetsOf(count: number, sequenceNumber: number): Uint8Array[] {
  const packets: Uint8Array[] = []
  for (let i = 0; i < count; i += LSAS_A_PACKET) {
    const copies = Array.from({ length: Math.min(LSAS_A_PACKET, count - i) }, (_, j) => ({
      lsa: routerLsa(i + j, sequenceNumber),
      age: 1,
    }))
    packets.push(encodePacket(routerId(ipv4('10.1.0.2')), areaId(0), { type: 'link-state-update', copies }))
  }
  return packets
}

function routerLsa(i: number, sequenceNumber: number): Lsa {
  const id = ipv4FromNumber(ipv4('100.64.0.0') + i)
  const links = [1, 2, 3, 4].map((n) => ({ type: LinkType.pointToPoint, id: id + n, data: n, metric: 10 }))
  const body = encodeRouterLsa({ bits: 0, links: [...links, { type: LinkType.stub, id, data: 0xffffffff, metric: 0 }] })
  const header = { options: 2, type: LsType.router, linkStateId: id, advertisingRouter: routerId(id) }
  return encodeLsa({ ...header, sequenceNumber, body })
}

function read(packet: Uint8Array) {
  const header = decodeHeader(packet)
  const body = header.ok ? decodeBody(header.value, packet) : header
  if (!body.ok || body.value.type !== 'link-state-update') throw new Error('not an update')
  return body.value
}

function endOfInput({ memory }: OneRouter): void {
  for (let run = memory.agenda.takeSoon(); run !== undefined; run = memory.agenda.takeSoon()) run()
  memory.effects = []
}

function time(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function heapUsed(): number | undefined {
  if (globalThis.gc === undefined) return undefined
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
