import type { Buffer } from 'node:buffer'
import type { ForeignRouteChange } from '../../protocols/engine/foreign-route.js'
import type { ForeignRouteListener, ForeignRoutes } from '../ports/foreign-routes.js'
import type { KernelNotice } from '../ports/notice.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { DumpSocket } from './dump.js'
import { ForeignTable } from './foreign-table.js'
import { NetlinkSocket } from './netlink.js'
import { decodeMessages, type NetlinkMessage, NLM_F_REPLACE } from './rtnetlink/message.js'
import {
  decodeRoute,
  encodeAllRoutesDump,
  type RouteMessage,
  RTM_DELROUTE,
  RTM_NEWROUTE,
  RTPROT_OSPF,
} from './rtnetlink/route.js'
import type { FilterInstruction } from './socket-option.js'

const RTNLGRP_IPV4_ROUTE = 7
const RECEIVE_BUFFER = 8 * 1024 * 1024
/** After a change of links the kernel needs a moment, and more changes follow. */
const READ_AFTER_MS = 20
const RETRY_AFTER_MS = 1000
/** So many changes are handed over at once; the loop has other things to do between. */
const PORTION = 1000

export interface ForeignRouteSurroundings {
  readonly dumps: DumpSocket
  readonly notice: (notice: KernelNotice) => void
  readonly closed: (follower: ForeignRouteFollower) => void
}

/** The routes of others in the tables that one listener wants to hear of: a dump, then the kernel's events. */
export class ForeignRouteFollower implements ForeignRoutes {
  readonly #listener: ForeignRouteListener
  readonly #around: ForeignRouteSurroundings
  #tables = new Map<number, ForeignTable>()
  #socket: NetlinkSocket | undefined
  #drops = 0
  /** Tables that have to be read. */
  readonly #stale = new Set<number>()
  /** Events that came while tables are read; undefined when none is. */
  #held: NetlinkMessage[] | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(listener: ForeignRouteListener, around: ForeignRouteSurroundings) {
    this.#listener = listener
    this.#around = around
  }

  follow(tables: readonly number[]): void {
    this.#tables = new Map(tables.map((table) => [table, new ForeignTable()]))
    if (tables.length === 0) {
      this.#socket?.close()
      this.#socket = undefined
    } else this.#socket ??= this.#open()
    this.#readSoon(0)
  }

  /** The kernel may have removed routes without a word: look. */
  verifySoon(): void {
    this.#readSoon(READ_AFTER_MS)
  }

  statistics(): SocketStatistics[] {
    return this.#socket?.statistics() ?? []
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#socket?.close()
    this.#around.closed(this)
  }

  #open(): NetlinkSocket {
    this.#drops = 0
    return new NetlinkSocket({
      purpose: 'foreign routes',
      receiveBuffer: RECEIVE_BUFFER,
      groups: [RTNLGRP_IPV4_ROUTE],
      filter: OTHERS_ROUTES,
      received: (datagrams) => this.#received(datagrams),
      failed: () => {
        this.#socket = this.#open()
        this.#readSoon(0)
      },
    })
  }

  #received(datagrams: readonly Buffer[]): void {
    for (const datagram of datagrams)
      for (const message of decodeMessages(datagram)) {
        if (this.#held === undefined) this.#apply(message)
        else this.#held.push(message)
      }
    const drops = this.#socket?.drops() ?? 0
    if (drops !== this.#drops) {
      const dropped = drops - this.#drops
      this.#drops = drops
      this.#around.notice({ notice: 'netlink-overrun', level: 'warning', following: 'routes', dropped })
      this.#readSoon(READ_AFTER_MS)
    }
    if (this.#held === undefined) this.#handOver()
  }

  #apply({ type, flags, payload }: NetlinkMessage): void {
    const route = type === RTM_NEWROUTE || type === RTM_DELROUTE ? foreignRoute(payload) : undefined
    const table = route && this.#tables.get(route.table)
    if (route === undefined || table === undefined) return
    if (type === RTM_DELROUTE) table.remove(route)
    else if ((flags & NLM_F_REPLACE) === 0) table.add(route)
    else if (!table.replace(route)) {
      this.#stale.add(route.table)
      this.#readSoon(READ_AFTER_MS, [])
    }
  }

  #readSoon(delay: number, tables: Iterable<number> = this.#tables.keys()): void {
    for (const table of tables) this.#stale.add(table)
    if (this.#closed || this.#held !== undefined || this.#stale.size === 0) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#readStale()
    }, delay)
  }

  /** Reads tables, then applies what came meanwhile: that is as new, or newer. */
  async #readStale(): Promise<void> {
    this.#held = []
    const tables = this.#tables
    for (const number of this.#stale) {
      this.#stale.delete(number)
      const table = tables.get(number)
      if (table === undefined) continue
      const routes = await this.#read(number)
      if (this.#closed) return
      if (routes === undefined) this.#retryLater(number)
      else if (tables === this.#tables) table.become(routes)
    }
    const held = this.#held
    this.#held = undefined
    for (const message of held) this.#apply(message)
    this.#handOver()
    this.#readSoon(0, [])
  }

  #retryLater(table: number): void {
    setTimeout(() => this.#readSoon(0, [table]), RETRY_AFTER_MS).unref()
  }

  /** undefined, and said, when the kernel does not tell. */
  async #read(table: number): Promise<RouteMessage[] | undefined> {
    const answer = await this.#around.dumps.dump((sequence) => encodeAllRoutesDump(table, sequence))
    // There is no such table yet.
    if (!answer.ok && answer.error === 'ENOENT') return []
    if (!answer.ok) {
      const failure = { request: `routes of others in table ${table}`, error: answer.error }
      if (!this.#closed) this.#around.notice({ notice: 'netlink-request-failed', level: 'error', ...failure })
      return undefined
    }
    return answer.value.flatMap(({ payload }) => {
      const route = foreignRoute(payload)
      return route?.table === table ? [route] : []
    })
  }

  #handOver(): void {
    for (const [number, table] of this.#tables) {
      let portion: ForeignRouteChange[] = []
      for (const change of table.takeChanges()) {
        portion.push(change)
        if (portion.length < PORTION) continue
        this.#listener(number, portion)
        portion = []
      }
      if (portion.length > 0) this.#listener(number, portion)
    }
  }
}

/** A route that is none of ours and decides where packets to its prefix go. */
function foreignRoute(payload: Buffer): RouteMessage | undefined {
  const route = decodeRoute(payload)
  if (route === undefined || route.protocol === RTPROT_OSPF || route.typeOfService !== 0) return undefined
  const whole = route.kind === 'discard' || (route.kind === 'unicast' && route.nextHops.length > 0)
  return whole ? route : undefined
}

const LOAD_BYTE = 0x30
const JUMP_EQUAL = 0x15
const RETURN = 0x06
const AF_INET = 2
const RTM_FAMILY_AT = 16
const RTM_PROTOCOL_AT = 21

/** A classic BPF program over a netlink message: IPv4 routes of any protocol but ours. */
const OTHERS_ROUTES: readonly FilterInstruction[] = [
  [LOAD_BYTE, 0, 0, RTM_FAMILY_AT],
  [JUMP_EQUAL, 0, 3, AF_INET],
  [LOAD_BYTE, 0, 0, RTM_PROTOCOL_AT],
  [JUMP_EQUAL, 1, 0, RTPROT_OSPF],
  [RETURN, 0, 0, 0xffffffff],
  [RETURN, 0, 0, 0],
]
