import { between, instant, later, milliseconds } from '../base/duration.js'
import { type Ipv4, isMulticast, UNSPECIFIED } from '../base/ipv4.js'
import type { KernelEntry, MulticastInput } from './contract.js'
import { decide, needsRoute, reversePath, type Surroundings } from './decide.js'
import { isFormerEntry, waitForLink } from './former-life.js'
import type { Decision, Flow, MulticastMemory } from './memory.js'
import { addDue, countNotSent, type Due } from './not-sent.js'
import type { MulticastNotice } from './notice.js'
import { refuse } from './refusal.js'
import {
  askForRoute,
  followRoute,
  forgetRoute,
  isTooEarly,
  isUnanswered,
  refreshRoutes,
  routeIsAnswered,
} from './source-routes.js'
import { surroundings } from './surroundings.js'

type Entries = Extract<MulticastInput, { on: 'entries' }>
export type Upcall = Extract<MulticastInput, { on: 'upcall' }>

/** The kernel has no entry for a flow, or met it where its entry does not expect it. */
export function receiveUpcall(memory: MulticastMemory, { upcall, vif, source, group }: Upcall): void {
  memory.upcalls[upcall]++
  const link = memory.vifs.get(vif)
  if (link === undefined && waitForLink(memory, { on: 'upcall', upcall, vif, source, group })) return
  if (link === undefined) refuse(memory, source, group, undefined, 'unknown-vif')
  else if (!isMulticast(group)) refuse(memory, source, group, link, 'group-not-multicast')
  else if (group >>> 8 === 0xe00000) refuse(memory, source, group, link, 'group-link-local')
  else if (isNoSource(source)) refuse(memory, source, group, link, 'source-invalid')
  else if (upcall === 'NOCACHE') meetFlow(memory, source, group, link)
  else meetElsewhere(memory, source, group, link)
}

/** Addresses that nothing is sent from. */
function isNoSource(source: Ipv4): boolean {
  return source === UNSPECIFIED || source >= 0xe0000000 || source >>> 24 === 127
}

/** NOCACHE: a new flow, or one whose entry the kernel has lost. */
function meetFlow(memory: MulticastMemory, source: Ipv4, group: Ipv4, arrived: number): void {
  const known = memory.flows.get(group)?.get(source)
  const decision = decide(source, group, arrived, surroundings(memory, group))
  if (known !== undefined) {
    known.arrived = arrived
    adopt(memory, known, decision)
    followRoute(memory, known)
    setEntry(memory, known)
    return
  }
  if (memory.flowCount >= memory.settings.maximumFlows && !makeRoom(memory)) {
    refuse(memory, source, group, arrived, 'limit-flows')
    return
  }
  const flow = startFlow(memory, source, group, arrived, decision)
  followRoute(memory, flow)
  setEntry(memory, flow)
  tell(memory, flow, 'new')
}

/** Remembers a flow, of which the kernel has an entry or is about to get one. */
export function startFlow(
  memory: MulticastMemory,
  source: Ipv4,
  group: Ipv4,
  arrived: number,
  decision: Decision,
): Flow {
  const flow: Flow = {
    source,
    group,
    arrived,
    decision,
    since: memory.now,
    setAt: memory.now,
    usedAt: memory.now,
    packets: 0,
    bytes: 0,
    wrongInterface: 0,
    countedAt: undefined,
    rates: undefined,
    contender: undefined,
  }
  const ofGroup = memory.flows.get(group)
  if (ofGroup === undefined) memory.flows.set(group, new Map([[source, flow]]))
  else ofGroup.set(source, flow)
  memory.flowCount++
  if (decision.outgoing.length === 0) memory.silenced.add(flow)
  scheduleReading(memory)
  return flow
}

/** Forgets the flow that has been silenced longest, or else the one that nothing has been heard of longest. */
function makeRoom(memory: MulticastMemory): boolean {
  const [oldest] = memory.silenced.size > 0 ? memory.silenced : memory.idle
  if (oldest === undefined) return false
  removeFlow(memory, oldest, 'removed')
  return true
}

/**
 * WRONGVIF: the flow comes in on another link than its entry says. It is followed at once where the reverse path says
 * so, and where it says nothing, when the link in use has fallen silent.
 */
function meetElsewhere(memory: MulticastMemory, source: Ipv4, group: Ipv4, arrived: number): void {
  const flow = memory.flows.get(group)?.get(source)
  const there = memory.interfaces.get(arrived)
  if (flow === undefined || there === undefined) {
    refuse(memory, source, group, arrived, 'unknown-flow')
    return
  }
  const { incoming } = flow.decision
  if (incoming === arrived) return
  const here = memory.interfaces.get(incoming)
  const around = surroundings(memory, group)
  if (needsRoute(source, there, around)) askForRoute(memory, flow)
  const after = reversePath(source, group, there, around)
  const before = here === undefined ? 'refused' : reversePath(source, group, here, around)
  if (after === 'refused' || before === 'connected') return
  if (after === 'connected' || before === 'refused') {
    move(memory, flow, arrived)
  } else {
    if (flow.contender?.interface !== arrived) flow.contender = { interface: arrived, forwarded: undefined }
    memory.effects.push({ do: 'read-entries' })
    memory.readAt = memory.now
  }
}

function move(memory: MulticastMemory, flow: Flow, to: number): void {
  flow.arrived = to
  flow.contender = undefined
  adopt(memory, flow, decide(flow.source, flow.group, to, surroundings(memory, flow.group)))
  setEntry(memory, flow)
  tell(memory, flow, 'moved')
}

/** Members, queriers, links or settings changed: the entries of a group that are different for it are replaced. */
export function reconsiderGroup(memory: MulticastMemory, group: Ipv4): void {
  const flows = memory.flows.get(group)
  if (flows === undefined) return
  const around = surroundings(memory, group)
  for (const flow of flows.values()) reconsiderFlow(memory, flow, around)
}

/** @param anew give the kernel its entry in any case */
function reconsiderFlow(memory: MulticastMemory, flow: Flow, around: Surroundings, anew = false): void {
  followRoute(memory, flow)
  const decision = decide(flow.source, flow.group, flow.arrived, around)
  const same = sameDecision(flow.decision, decision)
  const sameEntry = same || sameForKernel(flow.decision, decision)
  if (!same) adopt(memory, flow, decision)
  if (!sameEntry || anew) setEntry(memory, flow)
  if (!same) tell(memory, flow, 'changed')
}

/** The kernel's route to a source: its flows wait for the first answer, and follow what changes. */
export function receiveRoute(memory: MulticastMemory, source: Ipv4, interfaces: readonly number[]): void {
  routeIsAnswered(memory, source)
  const route = memory.routes.get(source)
  if (route === undefined || isTooEarly(memory, route, interfaces)) return
  const first = route.interfaces === undefined
  route.interfaces = interfaces
  for (const flow of route.flows) reconsiderFlow(memory, flow, surroundings(memory, flow.group), first)
}

export function reconsiderAll(memory: MulticastMemory): void {
  for (const group of memory.flows.keys()) reconsiderGroup(memory, group)
}

/** Before a link loses its VIF: nothing may come in on it any more. */
export function removeFlowsFrom(memory: MulticastMemory, link: number): void {
  for (const flows of memory.flows.values()) {
    for (const flow of flows.values()) {
      if (flow.decision.incoming === link || flow.arrived === link) removeFlow(memory, flow, 'removed')
    }
  }
}

function removeFlow(memory: MulticastMemory, flow: Flow, change: 'expired' | 'removed'): void {
  const flows = memory.flows.get(flow.group)
  if (!flows?.delete(flow.source)) return
  if (flows.size === 0) memory.flows.delete(flow.group)
  memory.flowCount--
  memory.silenced.delete(flow)
  memory.idle.delete(flow)
  forgetRoute(memory, flow)
  memory.effects.push({ do: 'remove-entry', source: flow.source, group: flow.group })
  tell(memory, flow, change)
}

function adopt(memory: MulticastMemory, flow: Flow, decision: Decision): void {
  flow.decision = decision
  if (decision.outgoing.length > 0) memory.silenced.delete(flow)
  else memory.silenced.add(flow)
}

function sameForKernel(a: Decision, b: Decision): boolean {
  return (
    a.incoming === b.incoming &&
    a.outgoing.length === b.outgoing.length &&
    a.outgoing.every(
      ({ interface: link, threshold }, i) => b.outgoing[i]?.interface === link && b.outgoing[i].threshold === threshold,
    )
  )
}

function sameDecision(a: Decision, b: Decision): boolean {
  return a.verdict === b.verdict && sameForKernel(a, b)
}

/**
 * The kernel replaces the whole of an entry at once: no packet falls into a gap. While the route back to the source is
 * being asked for, the kernel keeps the first packets.
 */
export function setEntry(memory: MulticastMemory, flow: Flow): void {
  const { source, group, decision } = flow
  if (isUnanswered(memory, source)) return
  const incoming = memory.interfaces.get(decision.incoming)?.vif
  if (incoming === undefined) return
  flow.setAt = memory.now
  const outgoing = decision.outgoing.flatMap(({ interface: link, threshold }) => {
    const vif = memory.interfaces.get(link)?.vif
    return vif === undefined ? [] : [{ vif, threshold }]
  })
  memory.effects.push({ do: 'set-entry', source, group, incoming, outgoing })
}

/**
 * As long as there are flows their counters are read: every 5 s where they are few, less often where they are many, and a
 * few times in a flow's timeout at least.
 */
function scheduleReading(memory: MulticastMemory): void {
  if (memory.flowCount === 0 || memory.agenda.at('read entries') !== undefined) return
  const period = milliseconds(Math.min(memory.settings.flowTimeout / 7, Math.max(5000, memory.flowCount)))
  memory.agenda.set('read entries', later(memory.now, period), () => {
    memory.effects.push({ do: 'read-entries' })
    memory.readAt = memory.now
    refreshRoutes(memory)
    scheduleReading(memory)
  })
}

/** What the kernel has and how much of it was used; what differs from what it should have is mended. */
export function receiveEntries(memory: MulticastMemory, { entries, vifs }: Entries): void {
  const unseen = new Set<Flow>()
  const due: Due = new Map()
  for (const flows of memory.flows.values()) for (const flow of flows.values()) unseen.add(flow)
  for (const entry of entries) {
    const flow = memory.flows.get(entry.group)?.get(entry.source)
    if (flow === undefined) {
      if (!isFormerEntry(memory, entry)) {
        memory.effects.push({ do: 'remove-entry', source: entry.source, group: entry.group })
      }
      continue
    }
    unseen.delete(flow)
    count(memory, flow, entry, due)
  }
  countNotSent(memory, due, vifs)
  for (const flow of unseen) if (flow.setAt < memory.readAt) setEntry(memory, flow)
}

function count(memory: MulticastMemory, flow: Flow, entry: KernelEntry, due: Due): void {
  // A kernel entry that was removed and made again counts from zero.
  if (entry.packets === flow.packets) {
    memory.idle.add(flow)
  } else {
    memory.idle.delete(flow)
    flow.usedAt = memory.now
  }
  const more = (what: 'packets' | 'bytes' | 'wrongInterface'): number => Math.max(0, entry[what] - flow[what])
  addDue(due, flow, more('packets') - more('wrongInterface'))
  if (flow.countedAt !== undefined && memory.now > flow.countedAt) {
    const perSecond = 1000 / between(flow.countedAt, memory.now)
    flow.rates = {
      packets: more('packets') * perSecond,
      bytes: more('bytes') * perSecond,
      wrongInterface: more('wrongInterface') * perSecond,
    }
  }
  flow.countedAt = memory.now
  flow.packets = entry.packets
  flow.bytes = entry.bytes
  flow.wrongInterface = entry.wrongInterface
  if (between(flow.usedAt, memory.now) >= memory.settings.flowTimeout) removeFlow(memory, flow, 'expired')
  else weighContender(memory, flow)
}

function weighContender(memory: MulticastMemory, flow: Flow): void {
  const { contender } = flow
  if (contender === undefined) return
  const forwarded = flow.packets - flow.wrongInterface
  if (contender.forwarded === undefined) contender.forwarded = forwarded
  else if (contender.forwarded === forwarded) move(memory, flow, contender.interface)
  else flow.contender = undefined
}

function tell(
  memory: MulticastMemory,
  flow: Flow,
  change: Extract<MulticastNotice, { notice: 'multicast-flow' }>['change'],
): void {
  const name = (link: number): string => memory.links.get(link)?.name ?? `${link}`
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'multicast-flow',
      level: 'debug',
      source: flow.source,
      group: flow.group,
      change,
      incoming: name(flow.decision.incoming),
      outgoing: flow.decision.outgoing.map((to) => name(to.interface)),
      reason: flow.decision.verdict,
    },
  })
}

/** Before anything was read. */
export const NEVER_READ = instant(Number.NEGATIVE_INFINITY)
