import { between, type Instant } from '../base/duration.js'
import { formatIpv4 } from '../base/ipv4.js'
import { formatPrefix } from '../base/prefix.js'
import { matchesAny } from './decide.js'
import { roleOf, VIFS } from './interfaces.js'
import type { Flow, MulticastInterface, MulticastMemory } from './memory.js'
import type { MulticastRefusal } from './notice.js'
import { DEFAULT_MULTICAST_INTERFACE, type ProxySettings } from './settings.js'
import type { FlowView, MulticastInterfaceView, MulticastView, ProxyView } from './view.js'

export function show(memory: MulticastMemory, now: Instant): MulticastView {
  const refused: Partial<Record<MulticastRefusal, number>> = {}
  for (const [reason, { count }] of memory.refusals) refused[reason] = count
  return {
    interfaces: [
      ...[...memory.interfaces.values()].map((interface_) => showInterface(memory, interface_)),
      ...[...memory.without].map((index) => showWithout(memory, index)),
    ].sort((a, b) => (a.interface < b.interface ? -1 : 1)),
    flows: [...memory.flows.values()].flatMap((flows) =>
      [...flows.values()].map((flow) => showFlow(memory, flow, now)),
    ),
    proxies: memory.settings.proxies.map((proxy) => showProxy(memory, proxy)),
    refused,
    upcalls: { ...memory.upcalls },
  }
}

function showInterface(memory: MulticastMemory, { link, settings, vif }: MulticastInterface): MulticastInterfaceView {
  return {
    interface: link.name,
    vif,
    whyNot: null,
    role: roleOf(memory.settings, link.name) ?? 'igmp-only',
    querier: memory.queriers.has(link.index),
    ttlThreshold: settings.ttlThreshold,
    boundary: settings.boundary.map(formatPrefix),
    groups: groupsOn(memory, link.index),
    notSent: memory.sent.get(link.index)?.notSent ?? 0,
  }
}

function showWithout(memory: MulticastMemory, index: number): MulticastInterfaceView {
  const name = nameOf(memory, index)
  return {
    interface: name,
    vif: null,
    whyNot: `all ${VIFS} virtual interfaces are taken`,
    role: roleOf(memory.settings, name) ?? 'igmp-only',
    querier: memory.queriers.has(index),
    ttlThreshold: DEFAULT_MULTICAST_INTERFACE.ttlThreshold,
    boundary: [],
    groups: groupsOn(memory, index),
    notSent: 0,
  }
}

function groupsOn(memory: MulticastMemory, index: number): number {
  let groups = 0
  for (const members of memory.memberships.values()) if (members.has(index)) groups++
  return groups
}

function showFlow(memory: MulticastMemory, flow: Flow, now: Instant): FlowView {
  return {
    source: formatIpv4(flow.source),
    group: formatIpv4(flow.group),
    incoming: nameOf(memory, flow.decision.incoming),
    outgoing: flow.decision.outgoing.map((to) => nameOf(memory, to.interface)),
    verdict: flow.decision.verdict,
    uptime: between(flow.since, now),
    idle: between(flow.usedAt, now),
    packets: flow.packets,
    bytes: flow.bytes,
    wrongInterface: flow.wrongInterface,
    packetRate: flow.rates?.packets ?? null,
    byteRate: flow.rates?.bytes ?? null,
    wrongInterfaceRate: flow.rates?.wrongInterface ?? null,
  }
}

function showProxy(memory: MulticastMemory, proxy: ProxySettings): ProxyView {
  const links = [...memory.links.values()]
  const upstream = links.find(({ name }) => name === proxy.upstream)
  const asked = upstream === undefined ? undefined : memory.upstream.get(upstream.index)
  return {
    upstream: proxy.upstream,
    downstream: links.map(({ name }) => name).filter((name) => matchesAny(proxy.downstream, name)),
    memberships: [...(asked?.values() ?? [])].map(({ group, filterMode, sources }) => ({
      group: formatIpv4(group),
      filterMode,
      sources: sources.map(formatIpv4),
    })),
  }
}

function nameOf(memory: MulticastMemory, index: number): string {
  return memory.links.get(index)?.name ?? `${index}`
}
