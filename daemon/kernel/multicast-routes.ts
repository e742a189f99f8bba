import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { KernelEntry } from '../../protocols/multicast/contract.js'
import type { IgmpPacket } from '../ports/igmp-sockets.js'
import type { MulticastCounters, MulticastEntry, MulticastTable, Upcall } from '../ports/multicast-table.js'
import type { MulticastRejected } from '../ports/notice.js'
import type { LinkSocketSurroundings } from '../sockets/link-sockets.js'
import { MulticastRoutingSocket } from '../sockets/multicast-routing-socket.js'
import { SystemError } from '../sockets/system-error.js'
import type { DumpSocket } from './dump.js'
import { reversePathFilter, reversePathFilterDrops } from './reverse-path-filter.js'
import { decodeMulticastRoute, encodeMulticastRouteDump } from './rtnetlink/multicast-route.js'
import { decodeRoute, encodeRouteLookup } from './rtnetlink/route.js'

const RETRY_AFTER_MS = 3000

export interface MulticastTableHandlers extends LinkSocketSurroundings {
  readonly packet: (packet: IgmpPacket) => void
  readonly upcall: (upcall: Upcall) => void
}

/** The wanted VIFs and entries, and the kernel's table made like them while it is ours. */
export class KernelMulticastTable implements MulticastTable {
  readonly #handlers: MulticastTableHandlers
  readonly #dumps: DumpSocket
  readonly socket: MulticastRoutingSocket
  /** Interface index by VIF. */
  readonly #vifs = new Map<number, number>()
  readonly #entries = new Map<string, MulticastEntry>()
  readonly #warnedOfFilter = new Set<number>()
  /** Why the table is not ours, where that was said already. */
  #refusal: string | undefined
  #retry: NodeJS.Timeout | undefined
  readonly counters: MulticastCounters = {
    upcallsNoCache: 0,
    upcallsWrongVif: 0,
    upcallsIgnored: 0,
    entriesSet: 0,
    entriesRemoved: 0,
    rejected: 0,
  }

  constructor(dumps: DumpSocket, handlers: MulticastTableHandlers) {
    this.#dumps = dumps
    this.#handlers = handlers
    this.socket = new MulticastRoutingSocket({
      packet: handlers.packet,
      upcall: (upcall) => this.#upcall(upcall),
      ignored: () => {
        this.counters.upcallsIgnored++
      },
      lost: () => this.start(),
    })
  }

  get owned(): boolean {
    return this.socket.isOpen
  }

  start(): void {
    if (this.owned) return
    clearTimeout(this.#retry)
    try {
      this.socket.open()
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      this.#refused(error)
      this.#retry = setTimeout(() => this.start(), RETRY_AFTER_MS)
      return
    }
    this.#refusal = undefined
    this.#handlers.notice({ notice: 'multicast-table-owned', level: 'info' })
    for (const [vif, index] of this.#vifs) this.#installVif(vif, index)
    for (const entry of this.#entries.values()) this.#installEntry(entry)
  }

  addVif(vif: number, interfaceIndex: number): void {
    this.#vifs.set(vif, interfaceIndex)
    this.#warnOfFilter(interfaceIndex)
    if (!this.owned) return
    this.#installVif(vif, interfaceIndex)
    // The kernel forgets, in an entry, the VIFs that were not there when it was made.
    for (const entry of this.#entries.values()) if (names(entry, vif)) this.#installEntry(entry)
  }

  removeVif(vif: number): void {
    if (!this.#vifs.delete(vif) || !this.owned) return
    // A VIF goes with its device.
    this.#attempt('remove-vif', () => this.socket.removeVif(vif), ['EADDRNOTAVAIL'])
  }

  setEntry(entry: MulticastEntry): void {
    this.#entries.set(keyOf(entry.source, entry.group), entry)
    if (this.owned) this.#installEntry(entry)
  }

  removeEntry(source: Ipv4, group: Ipv4): void {
    const key = keyOf(source, group)
    const entry = this.#entries.get(key)
    if (!this.#entries.delete(key) || !this.owned) return
    this.counters.entriesRemoved++
    this.#attempt('remove-entry', () => this.socket.removeEntry(entry!), ['ENOENT'])
  }

  async readEntries(): Promise<readonly KernelEntry[]> {
    if (!this.owned) return []
    const answer = await this.#dumps.dump(encodeMulticastRouteDump)
    if (!answer.ok) {
      const failure = { request: 'multicast entries', error: answer.error }
      this.#handlers.notice({ notice: 'netlink-request-failed', level: 'error', ...failure })
      return []
    }
    return answer.value.map(({ payload }) => decodeMulticastRoute(payload)).filter((entry) => entry !== undefined)
  }

  async findRoute(source: Ipv4): Promise<readonly number[]> {
    const answer = await this.#dumps.dump((sequence) => encodeRouteLookup(source, sequence))
    if (!answer.ok) return []
    const routes = answer.value.map(({ payload }) => decodeRoute(payload))
    const hops = routes.flatMap((route) => (route?.kind === 'unicast' ? route.nextHops : []))
    return [...new Set(hops.map((hop) => hop.interface))]
  }

  reversePathFilter(interfaceIndex: number): 0 | 1 | 2 | undefined {
    const link = this.#handlers.linkByIndex(interfaceIndex)
    return link === undefined ? undefined : reversePathFilter(link.name)
  }

  reversePathFilterDrops(): number | undefined {
    return reversePathFilterDrops()
  }

  close(): void {
    clearTimeout(this.#retry)
    this.socket.close()
  }

  #installVif(vif: number, index: number): void {
    this.#attempt('add-vif', () => {
      try {
        this.socket.addVif(vif, index)
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== 'EADDRINUSE') throw error
        this.socket.removeVif(vif)
        this.socket.addVif(vif, index)
      }
    })
  }

  #installEntry(entry: MulticastEntry): void {
    if (this.#attempt('set-entry', () => this.socket.setEntry(entry))) this.counters.entriesSet++
  }

  #attempt(operation: MulticastRejected['operation'], act: () => void, expected: readonly string[] = []): boolean {
    try {
      act()
      return true
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      if (expected.includes(error.code)) return true
      this.counters.rejected++
      const { code } = error
      this.#handlers.notice({ notice: 'multicast-rejected', level: 'warning', operation, error: code })
      return false
    }
  }

  #refused(error: SystemError): void {
    if (this.#refusal === error.code) return
    this.#refusal = error.code
    if (error.code === 'EADDRINUSE') {
      this.#handlers.notice({ notice: 'multicast-table-taken', level: 'error' })
      return
    }
    const { operation, code } = error
    const failure = { socket: 'multicast-routing', interface: undefined, operation, error: code } as const
    this.#handlers.notice({ notice: 'socket-failed', level: 'error', ...failure })
  }

  #upcall(upcall: Upcall): void {
    if (upcall.upcall === 'NOCACHE') this.counters.upcallsNoCache++
    else this.counters.upcallsWrongVif++
    this.#handlers.upcall(upcall)
  }

  #warnOfFilter(index: number): void {
    const mode = this.reversePathFilter(index)
    if (mode === undefined || mode === 0 || this.#warnedOfFilter.has(index)) return
    this.#warnedOfFilter.add(index)
    const [level, name] = mode === 1 ? (['warning', 'strict'] as const) : (['info', 'loose'] as const)
    this.#handlers.notice({ notice: 'reverse-path-filter', level, interface: index, mode: name })
  }
}

function keyOf(source: Ipv4, group: Ipv4): string {
  return `${source} ${group}`
}

function names(entry: MulticastEntry, vif: number): boolean {
  return entry.incoming === vif || entry.outgoing.some((outgoing) => outgoing.vif === vif)
}
