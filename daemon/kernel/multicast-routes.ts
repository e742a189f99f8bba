import type { Buffer } from 'node:buffer'
import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { FormerEntry, KernelEntry } from '../../protocols/multicast/contract.js'
import type { DescriptorKeeper } from '../ports/descriptor-keeper.js'
import type { IgmpPacket } from '../ports/igmp-sockets.js'
import type {
  FormerTable,
  KernelVif,
  MulticastCounters,
  MulticastEntry,
  MulticastTable,
  Upcall,
} from '../ports/multicast-table.js'
import type { MulticastRejected } from '../ports/notice.js'
import type { LinkSocketSurroundings } from '../sockets/link-sockets.js'
import { MulticastRoutingSocket } from '../sockets/multicast-routing-socket.js'
import { SystemError } from '../sockets/system-error.js'
import { arrivingTimeToLive } from '../sockets/time-to-live.js'
import type { DumpSocket } from './dump.js'
import { reversePathFilter, reversePathFilterDrops } from './reverse-path-filter.js'
import { RouteWatch } from './route-watch.js'
import {
  decodeMulticastRoute,
  decodeMulticastWay,
  decodeVifs,
  encodeMulticastRouteDump,
  encodeVifDump,
} from './rtnetlink/multicast-route.js'
import { decodeRoute, encodeRouteLookup } from './rtnetlink/route.js'

const RETRY_AFTER_MS = 3000
const MOST_EARLY = 4096

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
  /** The same, as the kernel has it, while its table is ours. */
  readonly #installed = new Map<number, number>()
  readonly #entries = new Map<string, MulticastEntry>()
  readonly #warnedOfFilter = new Set<number>()
  /** Why the table is not ours, where that was said already. */
  #refusal: string | undefined
  #retry: NodeJS.Timeout | undefined
  #routeWatch: RouteWatch | undefined
  /** Upcalls that came before it was known what the table holds. */
  #early: Upcall[] | undefined
  /** Nothing of the kernel's is changed any more. */
  #left = false
  readonly counters: MulticastCounters = {
    upcallsNoCache: 0,
    upcallsWrongVif: 0,
    upcallsIgnored: 0,
    entriesSet: 0,
    entriesRemoved: 0,
    rejected: 0,
  }

  constructor(dumps: DumpSocket, handlers: MulticastTableHandlers, keeper: DescriptorKeeper | undefined) {
    this.#dumps = dumps
    this.#handlers = handlers
    const socketHandlers = {
      packet: handlers.packet,
      upcall: (upcall: Upcall) => this.#upcall(upcall),
      ignored: () => {
        this.counters.upcallsIgnored++
      },
      lost: () => this.#reclaim(),
    }
    this.socket = new MulticastRoutingSocket(socketHandlers, keeper)
  }

  get owned(): boolean {
    return this.socket.isOpen
  }

  async start(): Promise<FormerTable> {
    if (this.owned) return { vifs: [], entries: [] }
    this.#early = []
    if (!this.#claim(() => this.#reclaim())) {
      this.#early = undefined
      return { vifs: [], entries: [] }
    }
    const found = await this.#readVifs()
    const vifs = found.map(({ vif, interface: link }) => ({ vif, interface: link }))
    const entries: FormerEntry[] = []
    const vifOf = new Map(vifs.map(({ vif, interface: link }) => [link, vif]))
    for (const { vif, interface: link } of vifs) this.#installed.set(vif, link)
    for (const payload of await this.#dump('multicast entries', encodeMulticastRouteDump)) {
      if (decodeMulticastRoute(payload) === undefined) continue
      const { incoming, ...way } = decodeMulticastWay(payload)
      const known = entryOf(way, vifOf.get(incoming ?? -1) ?? 0, vifOf)
      this.#entries.set(keyOf(way.source, way.group), known)
      // Its link is gone: it would come to life with the next that gets the number.
      if (incoming === undefined) this.removeEntry(way.source, way.group)
      else entries.push({ ...way, incoming })
    }
    setImmediate(() => this.#handOverEarly())
    return { vifs, entries }
  }

  addVif(vif: number, interfaceIndex: number): void {
    this.#vifs.set(vif, interfaceIndex)
    this.#warnOfFilter(interfaceIndex)
    if (!this.#changeable || this.#installed.get(vif) === interfaceIndex) return
    this.#installVif(vif, interfaceIndex)
    // The kernel forgets, in an entry, the VIFs that were not there when it was made.
    for (const entry of this.#entries.values()) if (names(entry, vif)) this.#installEntry(entry)
  }

  removeVif(vif: number): void {
    this.#vifs.delete(vif)
    if (!this.#installed.delete(vif) || !this.#changeable) return
    // A VIF goes with its device.
    this.#attempt('remove-vif', () => this.socket.removeVif(vif), ['EADDRNOTAVAIL'])
  }

  setEntry(entry: MulticastEntry): void {
    this.#entries.set(keyOf(entry.source, entry.group), entry)
    if (this.#changeable) this.#installEntry(entry)
  }

  removeEntry(source: Ipv4, group: Ipv4): void {
    const key = keyOf(source, group)
    const entry = this.#entries.get(key)
    if (!this.#entries.delete(key) || !this.#changeable) return
    this.counters.entriesRemoved++
    this.#attempt('remove-entry', () => this.socket.removeEntry(entry!), ['ENOENT'])
  }

  async readEntries(): Promise<readonly KernelEntry[]> {
    if (!this.owned) return []
    const messages = await this.#dump('multicast entries', encodeMulticastRouteDump)
    return messages.map(decodeMulticastRoute).filter((entry) => entry !== undefined)
  }

  async readVifs(): Promise<readonly KernelVif[]> {
    return this.owned ? this.#readVifs() : []
  }

  async findRoute(source: Ipv4): Promise<readonly number[]> {
    const answer = await this.#dumps.dump((sequence) => encodeRouteLookup(source, sequence))
    if (!answer.ok) return []
    const routes = answer.value.map(({ payload }) => decodeRoute(payload))
    const hops = routes.flatMap((route) => (route?.kind === 'unicast' ? route.nextHops : []))
    return [...new Set(hops.map((hop) => hop.interface))]
  }

  watchRoutes(changed: (() => void) | undefined): void {
    this.#routeWatch?.close()
    this.#routeWatch = changed && new RouteWatch(changed)
  }

  arrivingTimeToLive(flow: Pick<MulticastEntry, 'source' | 'group'>, index: number): Promise<number | undefined> {
    return arrivingTimeToLive(flow, index, 1000)
  }

  reversePathFilter(interfaceIndex: number): 0 | 1 | 2 | undefined {
    const link = this.#handlers.linkByIndex(interfaceIndex)
    return link === undefined ? undefined : reversePathFilter(link.name)
  }

  reversePathFilterDrops(): number | undefined {
    return reversePathFilterDrops()
  }

  /** From now on the kernel's table stays as it is, if it outlives the process. */
  leaveBehind(): boolean {
    this.#left = this.socket.isKept
    if (this.#left) this.#handlers.notice({ notice: 'multicast-table-left', level: 'info' })
    return this.#left
  }

  /** Ends forwarding, unless it is left behind: whoever only dies leaves it as it is. */
  close(): void {
    clearTimeout(this.#retry)
    this.watchRoutes(undefined)
    if (this.owned) this.#attempt('flush', () => (this.#left ? this.socket.flushStatic() : this.socket.flush()))
    this.socket.close()
  }

  get #changeable(): boolean {
    return this.owned && !this.#left
  }

  /** @param again what to try later, when another process has the table */
  #claim(again: () => void): boolean {
    clearTimeout(this.#retry)
    try {
      this.socket.open()
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      this.#refused(error)
      this.#retry = setTimeout(again, RETRY_AFTER_MS)
      return false
    }
    this.#refusal = undefined
    this.#handlers.notice({ notice: 'multicast-table-owned', level: 'info' })
    return true
  }

  /** The table has had another owner meanwhile: it is made what it should be from nothing. */
  #reclaim(): void {
    if (this.owned || !this.#claim(() => this.#reclaim())) return
    this.#installed.clear()
    this.#attempt('flush', () => this.socket.flush())
    for (const [vif, index] of this.#vifs) this.#installVif(vif, index)
    for (const entry of this.#entries.values()) this.#installEntry(entry)
  }

  async #readVifs(): Promise<KernelVif[]> {
    return (await this.#dump('multicast interfaces', encodeVifDump)).flatMap(decodeVifs)
  }

  async #dump(request: string, encode: (sequence: number) => Buffer): Promise<Buffer[]> {
    const answer = await this.#dumps.dump(encode)
    if (answer.ok) return answer.value.map(({ payload }) => payload)
    this.#handlers.notice({ notice: 'netlink-request-failed', level: 'error', request, error: answer.error })
    return []
  }

  #installVif(vif: number, index: number): void {
    if (this.#installed.has(vif)) this.#attempt('remove-vif', () => this.socket.removeVif(vif), ['EADDRNOTAVAIL'])
    this.#installed.delete(vif)
    if (this.#attempt('add-vif', () => this.socket.addVif(vif, index))) this.#installed.set(vif, index)
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
    if (this.#early === undefined) this.#handlers.upcall(upcall)
    else if (this.#early.length < MOST_EARLY) this.#early.push(upcall)
  }

  #handOverEarly(): void {
    const early = this.#early ?? []
    this.#early = undefined
    for (const upcall of early) this.#handlers.upcall(upcall)
  }

  #warnOfFilter(index: number): void {
    const mode = this.reversePathFilter(index)
    if (mode === undefined || mode === 0 || this.#warnedOfFilter.has(index)) return
    this.#warnedOfFilter.add(index)
    const [level, name] = mode === 1 ? (['warning', 'strict'] as const) : (['info', 'loose'] as const)
    this.#handlers.notice({ notice: 'reverse-path-filter', level, interface: index, mode: name })
  }
}

function entryOf(
  { source, group, outgoing }: Omit<FormerEntry, 'incoming'>,
  incoming: number,
  vifOf: ReadonlyMap<number, number>,
): MulticastEntry {
  const to = outgoing.flatMap(({ interface: link, threshold }) => {
    const vif = vifOf.get(link)
    return vif === undefined ? [] : [{ vif, threshold }]
  })
  return { source, group, incoming, outgoing: to }
}

function keyOf(source: Ipv4, group: Ipv4): string {
  return `${source} ${group}`
}

function names(entry: MulticastEntry, vif: number): boolean {
  return entry.incoming === vif || entry.outgoing.some((outgoing) => outgoing.vif === vif)
}
