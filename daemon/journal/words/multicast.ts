import { formatIpv4, type Ipv4 } from '../../../protocols/base/ipv4.js'
import type { MulticastNotice } from '../../../protocols/multicast/notice.js'
import type { Words } from './words.js'

export const MULTICAST_WORDS: Words<MulticastNotice> = {
  'multicast-interface': (n) => ({
    message: `multicast forwarding ${n.vif === null ? 'is off' : 'is on'} on ${n.interface}: ${n.reason}`,
    fields: { interface: n.interface, vif: n.vif ?? undefined },
  }),
  'multicast-flow': (n) => ({
    message: `multicast flow ${flow(n)} from ${n.incoming} ${n.change}: to ${n.outgoing.length === 0 ? `nobody (${n.reason})` : n.outgoing.join(', ')}`,
    fields: { source: formatIpv4(n.source), group: formatIpv4(n.group) },
  }),
  'multicast-adopted': (n) => ({
    message: `multicast forwarding goes on as it was left: ${counted(n)} adopted`,
    fields: { interfaces: n.interfaces, flows: n.flows },
  }),
  'multicast-swept': (n) => ({
    message: `multicast forwarding of the former life ends: ${counted(n)} removed that nothing asked for again`,
    fields: { interfaces: n.interfaces, flows: n.flows },
  }),
  'multicast-refused': (n) => ({
    message: `multicast flow ${flow(n)}${n.interface === null ? '' : ` on ${n.interface}`} refused: ${n.reason}${n.count > 1 ? ` (${n.count} times)` : ''}`,
    fields: { interface: n.interface ?? undefined, reason: n.reason },
    repeats: `${n.interface} ${n.reason}`,
  }),
}

function counted(n: { readonly interfaces: number; readonly flows: number }): string {
  return `${n.interfaces} ${n.interfaces === 1 ? 'interface' : 'interfaces'}, ${n.flows} ${n.flows === 1 ? 'flow' : 'flows'}`
}

function flow(n: { readonly source: Ipv4; readonly group: Ipv4 }): string {
  return `(${formatIpv4(n.source)}, ${formatIpv4(n.group)})`
}
