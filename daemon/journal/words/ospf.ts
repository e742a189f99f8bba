import { formatDuration } from '../../../config/units.js'
import { formatIpv4, UNSPECIFIED } from '../../../protocols/base/ipv4.js'
import type { OspfNotice } from '../../../protocols/ospf/notice.js'
import { refusalInWords } from '../../../protocols/ospf/refusal.js'
import { count, type Words } from './words.js'

export const OSPF_WORDS: Words<OspfNotice> = {
  'neighbor-state': (n) => {
    const who = `${formatIpv4(n.neighbor)} (${formatIpv4(n.address)}) on ${n.interface}`
    const change = `${n.from} -> ${n.to}${n.reason === '' ? '' : `: ${n.reason}`}`
    const what =
      n.to === 'Full' ? 'OSPF adjacency up' : n.from === 'Full' ? 'OSPF adjacency down' : 'OSPF neighbor changed'
    return {
      message: `${what}: ${who}, ${change}`,
      fields: { interface: n.interface, neighbor: formatIpv4(n.neighbor), state: n.to, event: n.event },
    }
  },
  'interface-state': (n) => ({
    message: `OSPF interface ${n.interface} is ${n.to}, was ${n.from}${n.reason === '' ? '' : `: ${n.reason}`}`,
    fields: { interface: n.interface, area: formatIpv4(n.area), state: n.to },
  }),
  'virtual-link-unusable': (n) => ({
    message: `OSPF virtual link ${n.interface} stays down: ${n.reason}`,
    fields: { interface: n.interface },
  }),
  'designated-router': (n) => ({
    message: `OSPF on ${n.interface}: Designated Router is ${addressOrNone(n.designatedRouter)}, Backup is ${addressOrNone(n.backupDesignatedRouter)}`,
    fields: { interface: n.interface },
  }),
  'packet-refused': (n) => ({
    message: `OSPF packet from ${formatIpv4(n.source)} on ${n.interface} refused: ${refusalInWords(n.reason, n.detail)}`,
    fields: { interface: n.interface, source: formatIpv4(n.source), reason: n.reason },
    repeats: `${n.interface} ${n.source} ${n.reason}`,
  }),
  'lsa-refused': (n) => ({
    message: `OSPF ${n.lsa} from neighbor ${formatIpv4(n.neighbor)} on ${n.interface} refused: ${n.reason}`,
    fields: { interface: n.interface, neighbor: formatIpv4(n.neighbor), reason: n.reason },
    repeats: `${n.interface} ${n.neighbor} ${n.reason}`,
  }),
  'routes-calculated': (n) => ({
    message: `OSPF: ${count(n.routes, 'route')}: ${n.added} added, ${n.removed} removed, ${n.changed} changed`,
    fields: { routes: n.routes },
  }),
  'tree-differs': (n) => ({
    message: `OSPF: the shortest-path tree of area ${formatIpv4(n.area)} was wrong in ${count(n.vertices, 'place')}, a bug of Waymark: it is calculated anew`,
    fields: { area: formatIpv4(n.area) },
  }),
  'self-originated-received': (n) => ({
    message: `OSPF: neighbor ${formatIpv4(n.neighbor)} sent our ${n.lsa} of a former life`,
    fields: { neighbor: formatIpv4(n.neighbor) },
    repeats: `self ${n.lsa}`,
  }),
  'key-chain': (n) => ({
    message: n.expired
      ? `OSPF on ${n.interface}: every key of the chain ${n.keyChain} has expired; key ${n.keyId} is used on`
      : `OSPF on ${n.interface}: the chain ${n.keyChain} has a valid key again, key ${n.keyId}`,
    fields: { interface: n.interface, 'key-chain': n.keyChain },
  }),
  'restart-helped': (n) => ({
    message: `OSPF: ${formatIpv4(n.neighbor)} (${formatIpv4(n.address)}) on ${n.interface} restarts gracefully (${n.reason}): helped for ${Math.round(n.graceLeft / 1000)} s`,
    fields: { interface: n.interface, neighbor: formatIpv4(n.neighbor) },
  }),
  'restart-not-helped': (n) => ({
    message: `OSPF: ${formatIpv4(n.neighbor)} (${formatIpv4(n.address)}) on ${n.interface} restarts gracefully, but is not helped: ${n.why}`,
    fields: { interface: n.interface, neighbor: formatIpv4(n.neighbor) },
    repeats: `not helped ${n.interface} ${n.neighbor}`,
  }),
  'restart-help-ended': (n) => ({
    message: `OSPF: the graceful restart of ${formatIpv4(n.neighbor)} (${formatIpv4(n.address)}) on ${n.interface} is over: ${n.why}; it is ${n.state}`,
    fields: { interface: n.interface, neighbor: formatIpv4(n.neighbor), outcome: n.outcome, state: n.state },
  }),
  'stub-router': (n) => ({
    message:
      n.reason === undefined
        ? `OSPF: no stub router any more (it was ${n.before}): traffic may go through this router again`
        : `OSPF: stub router (${n.reason}): others send through this router only what cannot go elsewhere`,
    fields: { reason: n.reason ?? 'none' },
  }),
  restarting: (n) => ({
    message: `OSPF restarts gracefully${n.planned ? '' : ' after a crash'}: neighbors are asked to wait ${Math.round(n.graceLeft / 1000)} s, routes stay as they are`,
    fields: { planned: `${n.planned}` },
  }),
  'restart-ended': (n) => ({
    message: `OSPF: the graceful restart ${n.outcome === 'completed' ? 'is complete' : 'was broken off'}: ${n.why}`,
    fields: { outcome: n.outcome },
  }),
  'lsas-near-maximum': (n) => ({
    message: `OSPF: the database has ${n.counted} LSAs of other routers, of ${n.maximum} that it may have (maximum-lsas)`,
    fields: { lsas: n.counted },
  }),
  'lsas-overflown': (n) => ({
    message: `OSPF: more than ${n.maximum} LSAs of other routers (maximum-lsas): all adjacencies end, and nothing is done for ${formatDuration(n.pause)}`,
    fields: { maximum: n.maximum },
  }),
  'overflow-pause-over': () => ({ message: 'OSPF begins anew after the pause for too many LSAs' }),
  'duplicate-router-id': (n) => ({
    message: `OSPF: the router at ${formatIpv4(n.source)} on ${n.interface} has our Router ID`,
    fields: { interface: n.interface, source: formatIpv4(n.source) },
    repeats: `duplicate ${n.interface} ${n.source}`,
  }),
}

function addressOrNone(address: number): string {
  return address === UNSPECIFIED ? 'none' : formatIpv4(address)
}
