// Run inside a namespace: `node neighbors-program.js FILE`, which holds the plans of the neighbors and the number of their external
// LSAs as JSON. Many OSPF routers on many links, or on one, hello 1 s, dead 4 s. They say as JSON lines what happens, and obey the
// words on the standard input.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openKernel } from '../daemon/kernel/open.js'
import type { OspfPacket } from '../daemon/ports/ospf-sockets.js'
import { isMulticast } from '../protocols/base/ipv4.js'
import { areaId } from '../protocols/ospf/identifiers.js'
import { decodeBody, decodeHeader, encodePacket } from '../protocols/ospf/packet/packet.js'
import type { NeighborsEvent, NeighborsWord } from './neighbors-words.js'
import { type NeighborPlan, SimulatedNeighbor } from './simulated-neighbor.js'
import { wallClock } from './wall-clock.js'

const HELLO_INTERVAL = 1000
/** Delayed acknowledgments (RFC 2328 §13.5), and a look at what is missing. */
const ACKNOWLEDGMENT_INTERVAL = 50
const RETRANSMISSION_INTERVAL = 5000
/** Between two bursts of flooded packets. */
const PAUSE = 5

const { plans, total } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as { plans: NeighborPlan[]; total: number }
const byLink = new Map<number, SimulatedNeighbor[]>()
const neighbors: SimulatedNeighbor[] = []
let flooding = false

const kernel = openKernel({
  link: () => {},
  ospfPacket: receive,
  igmpPacket: () => {},
  upcall: () => {},
  notice: (notice) => console.error(JSON.stringify(notice)),
})
await kernel.links.start()
for (const plan of plans) add(plan)
for (const [i, neighbor] of neighbors.entries()) {
  // Not all at once, as routers do not.
  setTimeout(() => repeat(HELLO_INTERVAL, () => neighbor.sayHello()), (i * HELLO_INTERVAL) / neighbors.length)
}
repeat(RETRANSMISSION_INTERVAL, () => {
  for (const neighbor of neighbors) neighbor.retransmit()
})
repeat(ACKNOWLEDGMENT_INTERVAL, () => {
  for (const neighbor of neighbors) neighbor.acknowledge()
  if (!flooding || neighbors.some(({ missing }) => missing > 0)) return
  flooding = false
  say({ event: 'flooded', at: wallClock() })
})
say({ event: 'ready' })
for await (const word of createInterface({ input: process.stdin })) obey(word as NeighborsWord)

function obey(word: NeighborsWord): void {
  if (word === 'count') {
    const sum = (of: (neighbor: SimulatedNeighbor) => number): number => neighbors.reduce((n, each) => n + of(each), 0)
    say({ event: 'count', flaps: sum(({ flaps }) => flaps), missing: sum(({ missing }) => missing) })
    return
  }
  for (const neighbor of neighbors) neighbor.beginInstance()
  flooding = true
  say({ event: 'flooding', at: wallClock() })
  floodOn()
}

function floodOn(): void {
  const more = neighbors.filter((neighbor) => neighbor.floodSome())
  if (more.length > 0) setTimeout(floodOn, PAUSE)
}

function add(plan: NeighborPlan): void {
  const link = kernel.links.byName(plan.interface)
  if (link === undefined) throw new Error(`no interface ${plan.interface}`)
  const others = plans.filter((each) => each !== plan && each.interface === plan.interface).map(({ id }) => id)
  const neighbor = new SimulatedNeighbor(plan, others, total, (destination, body) => {
    const bytes = encodePacket(plan.id, areaId(0), body)
    kernel.ospf.send({ interface: link.index, source: plan.address, destination, ttl: 1, routed: false, bytes })
  })
  neighbors.push(neighbor)
  const there = byLink.get(link.index)
  if (there !== undefined) there.push(neighbor)
  else {
    byLink.set(link.index, [neighbor])
    kernel.ospf.open(link.index)
  }
}

function receive(packet: OspfPacket): void {
  const header = decodeHeader(packet.bytes)
  const body = header.ok ? decodeBody(header.value, packet.bytes) : header
  if (!header.ok || !body.ok) throw new Error(JSON.stringify(body))
  const from = { id: header.value.routerId, address: packet.source }
  for (const neighbor of byLink.get(packet.interface) ?? []) {
    if (isMulticast(packet.destination) || packet.destination === neighbor.plan.address)
      neighbor.receive(from, body.value)
  }
}

function repeat(interval: number, act: () => void): void {
  setInterval(act, interval)
  act()
}

function say(event: NeighborsEvent): void {
  console.log(JSON.stringify(event))
}
