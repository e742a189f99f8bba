import { type Duration, instant, later, milliseconds } from '../base/duration.js'
import { formatIpv4, type Ipv4, UNSPECIFIED } from '../base/ipv4.js'
import type { Link } from '../engine/link.js'
import { matchesPattern } from '../engine/pattern.js'
import { isOnLink } from '../engine/subnets.js'
import { enforce } from './group/enforce.js'
import { deleteGroup } from './group/group.js'
import { asIfReported, touch } from './group/membership.js'
import { forgetHosts } from './group/tracking.js'
import type { IgmpInterface, IgmpMemory } from './memory.js'
import { NOBODY, sameFilter } from './merge.js'
import { querierEvent, startGeneralQueryTimer } from './querier/querier.js'
import { startAdvertising, stopAdvertising } from './router-advertisement.js'
import type { IgmpInterfaceSettings, IgmpSettings, StaticGroup } from './settings.js'
import { queryInterval, queryResponseInterval, startupQueryCount, startupQueryInterval } from './values.js'

export function linkChanged(memory: IgmpMemory, link: Link): void {
  memory.links.set(link.index, link)
  const settings = settingsFor(memory.settings, link)
  const known = memory.interfaces.get(link.index)
  if (settings === undefined) {
    if (known !== undefined) removeInterface(memory, known, 'not configured any more')
    return
  }
  const interface_ = known ?? createInterface(memory, link, settings)
  interface_.link = link
  if (interface_.settings !== settings) changeSettings(memory, interface_, settings)
  follow(memory, interface_)
}

export function linkRemoved(memory: IgmpMemory, index: number): void {
  memory.links.delete(index)
  const known = memory.interfaces.get(index)
  if (known !== undefined) removeInterface(memory, known, 'link removed')
}

/** Changes only what differs: groups and queriers of links whose rule stays as it was are not touched. */
export function settingsChanged(memory: IgmpMemory, settings: IgmpSettings): void {
  memory.settings = settings
  for (const link of [...memory.links.values()]) linkChanged(memory, link)
}

function settingsFor(settings: IgmpSettings, link: Link): IgmpInterfaceSettings | undefined {
  if (link.kind === 'loopback') return undefined
  return settings.interfaces.find(({ pattern }) => matchesPattern(pattern, link.name))?.settings
}

function createInterface(memory: IgmpMemory, link: Link, settings: IgmpInterfaceSettings): IgmpInterface {
  const interface_: IgmpInterface = {
    link,
    settings,
    role: { state: 'Initial', reason: 'not started' },
    open: false,
    groups: new Map(),
    told: new Map(),
    sources: 0,
    groupsOfHost: new Map(),
    trackedHosts: 0,
    trackingCompleteAt: instant(Number.POSITIVE_INFINITY),
    querying: new Set(),
    advertising: undefined,
    bucket: { tokens: settings.limits.reportsPerSecond, filledAt: memory.now },
    received: noMessages(),
    sent: noMessages(),
    refusals: new Map(),
    versionMismatchNoticedAt: undefined,
    joins: 0,
    leaves: 0,
  }
  memory.interfaces.set(link.index, interface_)
  for (const { group } of settings.staticGroups) touch(memory, interface_, group)
  join(memory, interface_, [], settings.joinGroups)
  return interface_
}

/** Tells the kernel which groups it is to be a member of itself, where that is another than before. */
function join(
  memory: IgmpMemory,
  { link }: IgmpInterface,
  before: readonly StaticGroup[],
  after: readonly StaticGroup[],
): void {
  for (const { group, sources } of after) {
    const known = before.find((each) => each.group === group)
    const filter = asIfReported(sources)
    if (known !== undefined && sameFilter(asIfReported(known.sources), filter)) continue
    memory.effects.push({ do: 'host-membership', membership: { interface: link.index, group, ...filter } })
  }
  for (const { group } of before) {
    if (after.some((each) => each.group === group)) continue
    memory.effects.push({ do: 'host-membership', membership: { interface: link.index, group, ...NOBODY } })
  }
}

function noMessages(): IgmpInterface['received'] {
  return {
    'query-v1': 0,
    'query-v2': 0,
    'query-v3': 0,
    'report-v1': 0,
    'report-v2': 0,
    'report-v3': 0,
    leave: 0,
    advertisement: 0,
    solicitation: 0,
    termination: 0,
  }
}

export function removeInterface(memory: IgmpMemory, interface_: IgmpInterface, reason: string): void {
  stop(memory, interface_, reason)
  join(memory, interface_, interface_.settings.joinGroups, [])
  interface_.settings = { ...interface_.settings, staticGroups: [], joinGroups: [] }
  for (const group of [...interface_.groups.values()]) deleteGroup(memory, group)
  for (const group of interface_.told.keys()) touch(memory, interface_, group)
  memory.interfaces.delete(interface_.link.index)
  if (interface_.open) memory.effects.push({ do: 'close', interface: interface_.link.index })
}

/** Starts and stops as the link and its address come and go. The groups stay for as long as their timers run. */
function follow(memory: IgmpMemory, interface_: IgmpInterface): void {
  const { link, role } = interface_
  const current = role.state === 'Initial' ? undefined : role.address
  const address = addressOf(link, current)
  if (!link.up || address === undefined) {
    const reason = link.up ? 'no IPv4 address' : 'link down'
    if (role.state === 'Initial') interface_.role = { state: 'Initial', reason }
    else stop(memory, interface_, reason)
    return
  }
  if (address === current) return
  if (current !== undefined) stop(memory, interface_, `address ${formatIpv4(current)} removed`)
  start(memory, interface_, address)
}

function start(memory: IgmpMemory, interface_: IgmpInterface, address: Ipv4): void {
  const { link } = interface_
  if (!interface_.open) memory.effects.push({ do: 'open', interface: link.index })
  interface_.open = true
  tellRunning(memory, interface_, true, `address ${formatIpv4(address)}`)
  const startup = (startupQueryCount(interface_) - 1) * startupQueryInterval(interface_)
  const answered = milliseconds(startup + queryResponseInterval(interface_))
  completeTrackingAfter(memory, interface_, answered)
  memory.agenda.set(`converged ${link.index}`, later(memory.now, answered), () => {
    memory.effects.push({ do: 'converged', interface: link.index })
  })
  querierEvent(memory, interface_, 'interface up', { reason: 'started', address })
  startAdvertising(memory, interface_)
}

function stop(memory: IgmpMemory, interface_: IgmpInterface, reason: string): void {
  if (interface_.role.state === 'Initial') return
  interface_.trackingCompleteAt = instant(Number.POSITIVE_INFINITY)
  memory.agenda.cancel(`converged ${interface_.link.index}`)
  stopAdvertising(memory, interface_)
  querierEvent(memory, interface_, 'interface down', { reason })
  tellRunning(memory, interface_, false, reason)
}

/** By then every host has answered a general query, and has been tracked. */
function completeTrackingAfter(memory: IgmpMemory, interface_: IgmpInterface, duration: Duration): void {
  interface_.trackingCompleteAt = later(memory.now, duration)
}

function changeSettings(memory: IgmpMemory, interface_: IgmpInterface, settings: IgmpInterfaceSettings): void {
  const before = interface_.settings
  interface_.settings = settings
  for (const { group } of [...before.staticGroups, ...settings.staticGroups]) touch(memory, interface_, group)
  join(memory, interface_, before.joinGroups, settings.joinGroups)
  enforce(memory, interface_)
  interface_.bucket.tokens = Math.min(interface_.bucket.tokens, settings.limits.reportsPerSecond)
  if (settings.explicitTracking && !before.explicitTracking && interface_.role.state !== 'Initial') {
    completeTrackingAfter(
      memory,
      interface_,
      milliseconds(queryInterval(interface_) + queryResponseInterval(interface_)),
    )
  }
  if (!settings.explicitTracking) {
    for (const group of interface_.groups.values()) forgetHosts(group)
  }
  const { role } = interface_
  if (role.state === 'Initial') return
  if (settings.routerAdvertisements !== before.routerAdvertisements) {
    stopAdvertising(memory, interface_)
    startAdvertising(memory, interface_)
  }
  if (settings.passive !== before.passive || settings.version !== before.version) {
    querierEvent(memory, interface_, 'interface down', { reason: 'settings changed' })
    querierEvent(memory, interface_, 'interface up', { reason: 'settings changed', address: role.address })
  } else if (settings.queryInterval !== before.queryInterval) {
    startGeneralQueryTimer(memory, interface_)
  }
}

/** The address that queries come from: the one that is in use as long as it is there, else the link's first. */
function addressOf(link: Link, current: Ipv4 | undefined): Ipv4 | undefined {
  if (current !== undefined && link.addresses.some(({ address }) => address === current)) return current
  return (link.addresses.find(({ secondary }) => !secondary) ?? link.addresses[0])?.address
}

/** The interface of a packet that the kernel did not say the link of: the one that its source is on. */
export function interfaceBySource(memory: IgmpMemory, source: Ipv4): IgmpInterface | undefined {
  const running = [...memory.interfaces.values()].filter(({ role }) => role.state !== 'Initial')
  const candidates = source === UNSPECIFIED ? running : running.filter(({ link }) => isOnLink(link, source))
  return candidates.length === 1 ? candidates[0] : undefined
}

function tellRunning(memory: IgmpMemory, { link }: IgmpInterface, running: boolean, reason: string): void {
  memory.effects.push({
    do: 'notice',
    notice: { notice: 'igmp-interface', level: 'info', interface: link.name, running, reason },
  })
}
