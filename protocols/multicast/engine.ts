import { Agenda } from '../base/agenda.js'
import { type Instant, instant } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { Engine } from '../engine/engine.js'
import type { Membership } from '../igmp/contract.js'
import { hasMembers } from '../igmp/merge.js'
import type { MulticastEffect, MulticastInput } from './contract.js'
import { NEVER_READ, receiveEntries, receiveRoute, receiveUpcall, reconsiderAll, reconsiderGroup } from './flows.js'
import { forgetLink, membersAreGone, querierKnown } from './former-life.js'
import { linkChanged, reconsiderInterfaces } from './interfaces.js'
import type { MulticastMemory, Wanted } from './memory.js'
import { DEFAULT_MULTICAST } from './settings.js'
import { show } from './show.js'
import { receiveRoutesChanged } from './source-routes.js'
import { adoptFormerLife, endWhenDone, linkConverged, linkGone, sweepUnclaimed } from './take-over.js'
import { reconsiderUpstreamGroup } from './upstream.js'
import type { MulticastView } from './view.js'

const NO_SOURCES: ReadonlySet<Ipv4> = new Set()

/** The set is made when a flow asks: the sources of a group that nobody sends to may change all the time. */
function wanted(filterMode: Wanted['filterMode'], list: readonly Ipv4[]): Wanted {
  if (list.length === 0) return { filterMode, sources: NO_SOURCES }
  let set: ReadonlySet<Ipv4> | undefined
  return {
    filterMode,
    get sources() {
      set ??= new Set(list)
      return set
    },
  }
}

/** Multicast forwarding: from memberships and the kernel's questions to its (S,G) entries. */
export class MulticastEngine implements Engine<MulticastInput, MulticastEffect> {
  readonly #memory: MulticastMemory = {
    agenda: new Agenda(),
    now: instant(0),
    effects: [],
    settings: DEFAULT_MULTICAST,
    links: new Map(),
    igmp: new Set(),
    queriers: new Set(),
    interfaces: new Map(),
    vifs: new Map(),
    nextVif: 0,
    memberships: new Map(),
    former: undefined,
    flows: new Map(),
    flowCount: 0,
    silenced: new Set(),
    idle: new Set(),
    without: new Set(),
    sent: new Map(),
    upstream: new Map(),
    routes: new Map(),
    staleRoutes: { waiting: new Set(), asked: new Set() },
    refusals: new Map(),
    upcalls: { NOCACHE: 0, WRONGVIF: 0 },
    readAt: NEVER_READ,
  }

  handle(input: MulticastInput, now: Instant): readonly MulticastEffect[] {
    const memory = this.#memory
    memory.now = now
    memory.effects = []
    memory.agenda.runDue(now)
    this.#receive(input)
    endWhenDone(memory)
    return memory.effects
  }

  wakeAt(): Instant | undefined {
    return this.#memory.agenda.next()
  }

  view(now: Instant): MulticastView {
    return show(this.#memory, now)
  }

  #receive(input: MulticastInput): void {
    const memory = this.#memory
    switch (input.on) {
      case 'time':
        break
      case 'link':
        linkChanged(memory, input.link)
        break
      case 'former-life':
        adoptFormerLife(memory, input)
        break
      case 'link-removed':
        memory.links.delete(input.index)
        linkGone(memory, input.index)
        memory.igmp.delete(input.index)
        memory.queriers.delete(input.index)
        memory.without.delete(input.index)
        memory.sent.delete(input.index)
        reconsiderInterfaces(memory)
        break
      case 'settings':
        memory.settings = input.settings
        reconsiderInterfaces(memory)
        break
      case 'igmp':
        if (input.running) memory.igmp.add(input.interface)
        else memory.igmp.delete(input.interface)
        if (!input.running) forgetLink(memory, input.interface)
        reconsiderInterfaces(memory)
        break
      case 'converged':
        linkConverged(memory, input.interface)
        break
      case 'querier':
        if (input.querier) memory.queriers.add(input.interface)
        else memory.queriers.delete(input.interface)
        querierKnown(memory, input.interface)
        reconsiderAll(memory)
        break
      case 'membership':
        this.#receiveMembership(input.membership)
        break
      case 'upcall':
        receiveUpcall(memory, input)
        break
      case 'entries':
        receiveEntries(memory, input)
        break
      case 'route':
        receiveRoute(memory, input.source, input.interfaces)
        break
      case 'routes-changed':
        receiveRoutesChanged(memory)
        break
      case 'shutdown':
        memory.settings = DEFAULT_MULTICAST
        memory.igmp.clear()
        reconsiderInterfaces(memory)
        sweepUnclaimed(memory)
        memory.effects.push({ do: 'stopped' })
    }
  }

  #receiveMembership(membership: Membership): void {
    const { group, interface: link, filterMode, sources } = membership
    const { memberships } = this.#memory
    const ofGroup = memberships.get(group) ?? new Map<number, Wanted>()
    if (hasMembers(membership)) {
      ofGroup.set(link, wanted(filterMode, sources))
      memberships.set(group, ofGroup)
    } else {
      ofGroup.delete(link)
      if (ofGroup.size === 0) memberships.delete(group)
      membersAreGone(this.#memory, link, group)
    }
    reconsiderGroup(this.#memory, group)
    reconsiderUpstreamGroup(this.#memory, group)
  }
}
