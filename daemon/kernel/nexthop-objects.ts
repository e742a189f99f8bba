import type { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import type { NextHop } from '../../protocols/engine/route.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { DumpSocket } from './dump.js'
import { NetlinkSocket } from './netlink.js'
import { RequestSocket } from './request.js'
import type { RouteRequest } from './route-request.js'
import { decodeMessages, type NetlinkWriter } from './rtnetlink/message.js'
import {
  decodeNexthop,
  encodeNexthop,
  encodeNexthopDeletion,
  encodeNexthopDump,
  type GatewayNextHop,
  type NexthopMessage,
  RTM_DELNEXTHOP,
  RTM_NEWNEXTHOP,
} from './rtnetlink/nexthop.js'
import { decodeRoute, encodeRouteDump, RTPROT_OSPF } from './rtnetlink/route.js'

/** Ids that we choose: nobody else counts as far. */
const FIRST_ID = 188_000_000
const LAST_ID = 188_999_999
/** So many ids are tried that somebody else has. */
const ATTEMPTS = 16
const RTNLGRP_NEXTHOP = 32
const RECEIVE_BUFFER = 1024 * 1024
const ALL_TABLES = 0
/** Objects that no route uses any more are looked for this often. */
const TIDY_EVERY_MS = 600_000
const COMPATIBILITY = '/proc/sys/net/ipv4/nexthop_compat_mode'

interface NexthopObject {
  /** undefined while it is being made, and where the kernel will not have it. */
  id: number | undefined
  readonly link: number
  /** Until it is made. */
  making: Promise<void> | undefined
  /** A request has named it since objects were last looked through. */
  named: boolean
}

type ObjectRequest =
  | { readonly make: GatewayNextHop; readonly id: number }
  | { readonly make: undefined; readonly id: number }

/**
 * The kernel's nexthop objects that own routes share. A route over one costs the kernel two thirds of what one with a next
 * hop of its own does. Whatever is wrong with an object, its routes are there without it: the kernel may not know of such
 * objects, or refuse one.
 *
 * With an object its routes go, of which the kernel says nothing. It removes one itself when its link goes down or loses the
 * carrier; others may do so too. So it is removed here only when a dump shows that no own route uses it and no request that
 * does can be under way.
 */
export class NexthopObjects {
  readonly #dumps: DumpSocket
  readonly #routesMayBeGone: () => void
  readonly #requests = new RequestSocket<ObjectRequest>('nexthop requests', encodeObjectRequest)
  readonly #objects = new Map<string, NexthopObject>()
  /** undefined where the kernel has no such objects, or does not say in routes over them what they are. */
  #events: NetlinkSocket | undefined
  #drops = 0
  /** The one that was tried last. */
  #lastId = FIRST_ID
  #timer: NodeJS.Timeout | undefined

  /** @param routesMayBeGone somebody else removed an object, or may have */
  constructor(dumps: DumpSocket, routesMayBeGone: () => void) {
    this.#dumps = dumps
    this.#routesMayBeGone = routesMayBeGone
  }

  /** Takes over those of a former life. To be called once, before all else. */
  async open(): Promise<void> {
    if (!routesSayTheirNextHops()) return
    const own = await this.#read()
    if (own === undefined) return
    this.#events = this.#openEvents()
    for (const { id, nextHop } of own) {
      this.#lastId = Math.max(this.#lastId, id)
      if (nextHop === undefined) continue
      this.#objects.set(keyOf(nextHop), { id, link: nextHop.interface, making: undefined, named: false })
    }
    this.#timer = setInterval(() => void this.#tidy(), TIDY_EVERY_MS)
    this.#timer.unref()
  }

  /** Says in each request which object stands for the next hop of its route, and makes those that there are not yet. */
  async assign(requests: readonly RouteRequest[]): Promise<void> {
    if (this.#events === undefined) return
    let hops: readonly NextHop[] | undefined
    let object: NexthopObject | undefined
    for (const request of requests) {
      if (request.operation === 'delete') continue
      if (request.route.nextHops !== hops) {
        hops = request.route.nextHops
        object = this.#objectFor(hops)
        if (object?.making !== undefined) await object.making
      }
      if (object === undefined) continue
      object.named = true
      request.object = object.id
    }
  }

  /** The kernel refused a route over it: nothing goes over it from now on, nor over another one in its place until links change. */
  distrust(id: number): void {
    for (const object of this.#objects.values()) if (object.id === id) object.id = undefined
  }

  /** The kernel has removed those of links that went down. */
  leaveLinks(links: ReadonlySet<number>): void {
    for (const [key, { link }] of this.#objects) if (links.has(link)) this.#objects.delete(key)
  }

  /** What was refused may be possible now. */
  retry(): void {
    for (const [key, { id, making }] of this.#objects)
      if (id === undefined && making === undefined) this.#objects.delete(key)
  }

  statistics(): SocketStatistics[] {
    return [...this.#requests.statistics(), ...(this.#events?.statistics() ?? [])]
  }

  /** Removes those that no route uses. To be called when no table is open. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#events !== undefined) {
      for (const object of this.#objects.values()) object.named = false
      await this.#tidy()
    }
    this.#events?.close()
    this.#events = undefined
    this.#requests.close()
  }

  #objectFor(nextHops: readonly NextHop[]): NexthopObject | undefined {
    const [hop] = nextHops
    if (nextHops.length !== 1 || !hasGateway(hop!)) return undefined
    const key = keyOf(hop)
    let object = this.#objects.get(key)
    if (object === undefined) {
      object = { id: undefined, link: hop.interface, making: undefined, named: true }
      object.making = this.#make(object, hop)
      this.#objects.set(key, object)
    }
    return object
  }

  async #make(object: NexthopObject, hop: GatewayNextHop): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS && object.id === undefined; attempt++) {
      const id = this.#lastId === LAST_ID ? FIRST_ID : this.#lastId + 1
      this.#lastId = id
      const [outcome] = await this.#requests.run([{ make: hop, id }])
      if (outcome!.result === 'done') object.id = id
      else if (outcome!.result !== 'refused' || outcome!.error !== 'EEXIST') break
    }
    object.making = undefined
  }

  /** Removes the objects that no own route uses and no request has named since the last time. */
  async #tidy(): Promise<void> {
    const own = (await this.#read()) ?? []
    const routes =
      own.length === 0 ? undefined : await this.#dumps.dump((sequence) => encodeRouteDump(ALL_TABLES, sequence))
    if (!routes?.ok) return
    const used = new Set(routes.value.map(({ payload }) => decodeRoute(payload)?.object))
    const unused = new Set(own.map(({ id }) => id).filter((id) => !used.has(id)))
    for (const [key, object] of this.#objects) {
      if (object.named) unused.delete(object.id!)
      else if (object.id === undefined || unused.has(object.id)) this.#objects.delete(key)
      object.named = false
    }
    await this.#requests.run([...unused].map((id) => ({ make: undefined, id })))
  }

  /** Those of ours in the kernel; undefined where it has no such thing. */
  async #read(): Promise<NexthopMessage[] | undefined> {
    const answer = await this.#dumps.dump(encodeNexthopDump)
    if (!answer.ok) return undefined
    return answer.value.flatMap(({ payload }) => {
      const message = decodeNexthop(payload)
      return message?.protocol === RTPROT_OSPF && isOurs(message.id) ? [message] : []
    })
  }

  #openEvents(): NetlinkSocket {
    return new NetlinkSocket({
      purpose: 'nexthop events',
      receiveBuffer: RECEIVE_BUFFER,
      groups: [RTNLGRP_NEXTHOP],
      received: (datagrams) => this.#received(datagrams),
      failed: () => {
        this.#events = this.#openEvents()
        this.#drops = 0
        this.#routesMayBeGone()
      },
    })
  }

  /** An object that another has removed, or made another one of, is ours no more. */
  #received(datagrams: readonly Buffer[]): void {
    const drops = this.#events?.drops() ?? this.#drops
    let mayBeGone = drops !== this.#drops
    this.#drops = drops
    for (const datagram of datagrams) {
      for (const { type, port, payload } of decodeMessages(datagram)) {
        if (port === this.#requests.port || (type !== RTM_NEWNEXTHOP && type !== RTM_DELNEXTHOP)) continue
        const id = decodeNexthop(payload)?.id
        if (id === undefined || !isOurs(id)) continue
        mayBeGone = true
        for (const [key, object] of this.#objects) if (object.id === id) this.#objects.delete(key)
      }
    }
    if (mayBeGone) this.#routesMayBeGone()
  }
}

/** Otherwise a route over an object names nothing but its id, to everybody who looks (`nexthop_compat_mode`). */
function routesSayTheirNextHops(): boolean {
  try {
    return readFileSync(COMPATIBILITY, 'utf8').trim() !== '0'
  } catch {
    return false
  }
}

function isOurs(id: number): boolean {
  return id >= FIRST_ID && id <= LAST_ID
}

function hasGateway(hop: NextHop): hop is GatewayNextHop {
  return hop.gateway !== undefined
}

function keyOf({ interface: link, gateway, onlink }: GatewayNextHop): string {
  return `${link} ${gateway} ${onlink}`
}

function encodeObjectRequest(
  writer: NetlinkWriter,
  { make, id }: ObjectRequest,
  _previous: ObjectRequest | undefined,
  flags: number,
  sequence: number,
): void {
  if (make === undefined) encodeNexthopDeletion(writer, id, flags, sequence)
  else encodeNexthop(writer, id, make, flags, sequence)
}
