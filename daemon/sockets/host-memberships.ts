import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { Membership } from '../../protocols/igmp/contract.js'
import type { DescriptorKeeper } from '../ports/descriptor-keeper.js'
import type { HostMemberships } from '../ports/host-memberships.js'
import type { KernelNotice } from '../ports/notice.js'
import { closeDescriptor } from './descriptor.js'
import { RawSocket } from './raw-socket.js'
import { type ErrorCode, SystemError } from './system-error.js'

/** A raw socket of this protocol receives nothing. */
const IPPROTO_RAW = 255
const MCAST_JOIN_GROUP = 42
const MCAST_LEAVE_GROUP = 45
const MCAST_JOIN_SOURCE_GROUP = 46
const MCAST_MSFILTER = 48
const AF_INET = 2
/** Of a struct sockaddr_storage. */
const ADDRESS_LENGTH = 128

/** What the sockets are kept as begins so. */
const NAMES = 'membership.'

type Filter = Pick<Membership, 'filterMode' | 'sources'>

/** One of the sockets that hold a link's memberships: so many groups each, every group at most once. */
interface Holder {
  /** What the socket is kept as. */
  readonly name: string
  readonly socket: RawSocket
  readonly filters: Map<Ipv4, Filter>
}

/**
 * Memberships by socket filters. The kernel limits the groups of a socket and the sources of a filter, and merges the
 * filters of all sockets of a link (RFC 3376 §3.2): what does not fit into one is spread over as many as it takes.
 */
export class SocketHostMemberships implements HostMemberships {
  readonly #notice: (notice: KernelNotice) => void
  readonly #groupsPerSocket = limit('igmp_max_memberships', 20)
  readonly #sourcesPerFilter = limit('igmp_max_msf', 10)
  /** By link index. */
  readonly #links = new Map<number, Holder[]>()
  readonly #keeper: DescriptorKeeper | undefined
  /** Sockets of the last life, by name: its memberships go on beside ours, for as long as they are open. */
  #former: ReadonlyMap<string, number>
  /** Of the sockets' names; those of the last life are others. */
  #nextNumber: number
  #left = false
  #rejected = 0

  constructor(notice: (notice: KernelNotice) => void, keeper?: DescriptorKeeper) {
    this.#notice = notice
    this.#keeper = keeper
    this.#former = keeper?.take(NAMES) ?? new Map()
    this.#nextNumber = 1 + Math.max(0, ...[...this.#former.keys()].map((name) => Number(name.slice(NAMES.length)) || 0))
  }

  get counters(): { readonly groups: number; readonly rejected: number } {
    const groups = [...this.#links.values()].map(
      (holders) => new Set(holders.flatMap(({ filters }) => [...filters.keys()])).size,
    )
    return { groups: groups.reduce((sum, n) => sum + n, 0), rejected: this.#rejected }
  }

  set({ interface: link, group, filterMode, sources }: Membership): void {
    if (this.#left) return
    const holders = this.#links.get(link) ?? []
    this.#links.set(link, holders)
    const holding = holders.filter(({ filters }) => filters.has(group))
    const held = holding.map(({ filters }) => filters.get(group)!)
    const wanted = spread(held, { filterMode, sources }, this.#sourcesPerFilter)
    try {
      // The first last: while it still excludes, what the others include is no news.
      for (const [i, filter] of [...wanted.entries()].reverse()) {
        if (filter !== undefined) apply(holding[i] ?? this.#room(holders, group), link, group, filter)
      }
      // What is wanted no more goes last, so that nothing is left and joined again.
      for (const [i, filter] of wanted.entries()) {
        if (filter === undefined) leave(holding[i]!, link, group)
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      this.#reject(error.code)
    }
    this.#closeEmpty(link, holders)
  }

  /** The memberships of the last life, where they were kept, count no more. */
  endFormer(): void {
    for (const [name, descriptor] of this.#former) {
      closeDescriptor(descriptor)
      this.#keeper?.forget(name)
    }
    this.#former = new Map()
  }

  /** From now on the memberships stay as they are, if they outlive the process. */
  leaveBehind(): void {
    this.#left = this.#keeper !== undefined
  }

  closeAll(): void {
    for (const holders of this.#links.values()) for (const { socket } of holders) socket.close()
    this.#links.clear()
  }

  /** A socket that can hold one more group, and not this one yet. */
  #room(holders: Holder[], group: Ipv4): Holder {
    const free = holders.find(({ filters }) => filters.size < this.#groupsPerSocket && !filters.has(group))
    if (free !== undefined) return free
    const holder: Holder = {
      name: `${NAMES}${this.#nextNumber++}`,
      socket: new RawSocket(IPPROTO_RAW, { readable: () => {}, failed: () => {} }),
      filters: new Map(),
    }
    holders.push(holder)
    const descriptor = this.#keeper === undefined ? undefined : holder.socket.descriptor()
    if (descriptor !== undefined) this.#keeper!.keep(holder.name, descriptor)
    return holder
  }

  #closeEmpty(link: number, holders: readonly Holder[]): void {
    for (const { name, socket, filters } of holders) {
      if (filters.size > 0) continue
      socket.close()
      this.#keeper?.forget(name)
    }
    const used = holders.filter(({ filters }) => filters.size > 0)
    if (used.length > 0) this.#links.set(link, used)
    else this.#links.delete(link)
  }

  #reject(error: ErrorCode): void {
    this.#rejected++
    this.#notice({ notice: 'multicast-rejected', level: 'warning', operation: 'host-membership', error })
  }
}

/**
 * The filters that several holders of a group are to have, so that together they mean `wanted`: the holders there are
 * come first, undefined where one is not needed any more. Sources stay with the holder that has them.
 */
export function spread(held: readonly Filter[], wanted: Filter, perFilter: number): (Filter | undefined)[] {
  if (wanted.filterMode === 'EXCLUDE') {
    const whole: Filter = { filterMode: 'EXCLUDE', sources: wanted.sources.slice(0, perFilter) }
    return [whole, ...held.slice(1).map(() => undefined)]
  }
  const rest = new Set(wanted.sources)
  const kept = held.map((filter) => {
    const sources = filter.filterMode === 'INCLUDE' ? filter.sources.filter((source) => rest.delete(source)) : []
    return [...sources]
  })
  const waiting = [...rest]
  for (const sources of kept) sources.push(...waiting.splice(0, perFilter - sources.length))
  while (waiting.length > 0) kept.push(waiting.splice(0, perFilter))
  return kept.map((sources) => (sources.length === 0 ? undefined : { filterMode: 'INCLUDE', sources }))
}

function apply({ socket, filters }: Holder, link: number, group: Ipv4, filter: Filter): void {
  const before = filters.get(group)
  if (before !== undefined && same(before, filter)) return
  const [first] = filter.sources
  // The first word about a group is what it will be: no TO_EX({}) for a host that wants one source.
  if (before === undefined && filter.filterMode === 'INCLUDE' && first !== undefined) {
    socket.setIpOptionBytes(MCAST_JOIN_SOURCE_GROUP, request(link, group, first))
  } else if (before === undefined) {
    socket.setIpOptionBytes(MCAST_JOIN_GROUP, request(link, group))
  }
  filters.set(group, before ?? { filterMode: filter.filterMode, sources: [] })
  socket.setIpOptionBytes(MCAST_MSFILTER, filterRequest(link, group, filter))
  filters.set(group, filter)
}

function leave({ socket, filters }: Holder, link: number, group: Ipv4): void {
  filters.delete(group)
  socket.setIpOptionBytes(MCAST_LEAVE_GROUP, request(link, group))
}

function same(a: Filter, b: Filter): boolean {
  return (
    a.filterMode === b.filterMode &&
    a.sources.length === b.sources.length &&
    a.sources.every((source) => b.sources.includes(source))
  )
}

/** struct group_req, and struct group_source_req where there is a source. */
function request(link: number, group: Ipv4, source?: Ipv4): Buffer {
  const bytes = Buffer.alloc(8 + ADDRESS_LENGTH * (source === undefined ? 1 : 2))
  bytes.writeUInt32LE(link, 0)
  writeAddress(bytes, 8, group)
  if (source !== undefined) writeAddress(bytes, 8 + ADDRESS_LENGTH, source)
  return bytes
}

/** struct group_filter. */
function filterRequest(link: number, group: Ipv4, { filterMode, sources }: Filter): Buffer {
  const bytes = Buffer.alloc(16 + ADDRESS_LENGTH * (1 + sources.length))
  bytes.writeUInt32LE(link, 0)
  writeAddress(bytes, 8, group)
  bytes.writeUInt32LE(filterMode === 'EXCLUDE' ? 0 : 1, 8 + ADDRESS_LENGTH)
  bytes.writeUInt32LE(sources.length, 12 + ADDRESS_LENGTH)
  for (const [i, source] of sources.entries()) writeAddress(bytes, 16 + ADDRESS_LENGTH * (1 + i), source)
  return bytes
}

/** A struct sockaddr_in. */
function writeAddress(bytes: Buffer, at: number, address: Ipv4): void {
  bytes.writeUInt16LE(AF_INET, at)
  bytes.writeUInt32BE(address, at + 4)
}

/** A sysctl of this network namespace; a limit of 0 means none, which is taken for what is usual. */
function limit(name: string, usual: number): number {
  try {
    return Number(readFileSync(`/proc/sys/net/ipv4/${name}`, 'latin1')) || usual
  } catch {
    return usual
  }
}
