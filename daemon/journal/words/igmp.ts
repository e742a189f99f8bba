import { formatIpv4 } from '../../../protocols/base/ipv4.js'
import type { IgmpNotice } from '../../../protocols/igmp/notice.js'
import type { Words } from './words.js'

export const IGMP_WORDS: Words<IgmpNotice> = {
  'igmp-interface': (n) => ({
    message: `IGMP ${n.running ? 'runs' : 'stopped'} on ${n.interface}: ${n.reason}`,
    fields: { interface: n.interface },
  }),
  'igmp-querier': (n) => ({
    message: `IGMP querier on ${n.interface} is ${n.self ? 'this router' : formatIpv4(n.querier)}: ${n.reason}`,
    fields: { interface: n.interface, querier: formatIpv4(n.querier) },
  }),
  'igmp-version-mismatch': (n) => ({
    message: `IGMP querier ${formatIpv4(n.source)} on ${n.interface} speaks version ${n.theirs}, we speak version ${n.ours}`,
    fields: { interface: n.interface, source: formatIpv4(n.source) },
    repeats: `${n.interface} ${n.source} ${n.theirs}`,
  }),
  'igmp-group': (n) => ({
    message: `IGMP group ${formatIpv4(n.group)} on ${n.interface} ${n.members ? 'has members' : 'has no members any more'}: ${n.reason}`,
    fields: { interface: n.interface, group: formatIpv4(n.group) },
  }),
  'igmp-refused': (n) => ({
    message: `IGMP from ${formatIpv4(n.source)} on ${n.interface ?? 'an unknown interface'} refused: ${n.detail === '' ? n.reason : n.detail}${n.count > 1 ? ` (${n.count} times)` : ''}`,
    fields: { interface: n.interface ?? undefined, source: formatIpv4(n.source), reason: n.reason },
    repeats: `${n.interface} ${n.source} ${n.reason}`,
  }),
}
