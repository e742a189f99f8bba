import { MAIN_TABLE } from '../../../config/settings.js'
import { formatIpv4 } from '../../../protocols/base/ipv4.js'
import { formatPrefix } from '../../../protocols/base/prefix.js'
import type { KernelNotice } from '../../ports/notice.js'
import { count, type Words } from './words.js'

/** @param linkName the name of a link by its index */
export function kernelWords(linkName: (index: number) => string): Words<KernelNotice> {
  const on = (index: number | undefined): string => (index === undefined ? '' : ` on ${linkName(index)}`)
  return {
    'socket-failed': (n) => ({
      message: `${n.socket} socket${on(n.interface)}: ${n.operation} failed: ${n.error}${lacking(n.error)}; it is tried again`,
      repeats: `${n.socket} ${n.interface} ${n.operation}`,
    }),
    'socket-recovered': (n) => ({ message: `${n.socket} socket${on(n.interface)} works again` }),
    'send-failed': (n) => ({
      message: `cannot send ${n.protocol} to ${formatIpv4(n.destination)}${on(n.interface)}: ${n.error}`,
      fields: { interface: linkName(n.interface), reason: n.failure },
      repeats: `${n.protocol} ${n.interface} ${n.failure}`,
    }),
    'netlink-overrun': (n) => ({
      message: `the kernel dropped ${count(n.dropped, 'message')} about ${n.following}: everything is read again`,
      repeats: n.following,
    }),
    'netlink-request-failed': (n) => ({ message: `the kernel refused ${n.request}: ${n.error}`, repeats: n.request }),
    'routes-adopted': (n) => ({ message: `${count(n.count, 'route')} of an earlier life adopted${inTable(n)}` }),
    'routes-swept': (n) => ({ message: `${count(n.count, 'route')} of an earlier life removed${inTable(n)}` }),
    'routes-restored': (n) => ({
      message: `${count(n.count, 'route')} put back into the kernel${inTable(n)}: ${n.cause.replaceAll('-', ' ')}`,
      repeats: `${n.cause}${inTable(n)}`,
    }),
    'route-rejected': (n) => ({
      message: `the kernel refused the route to ${formatPrefix(n.prefix)}${andOthers(n.count)}${inTable(n)}: ${n.reason}`,
      fields: { prefix: formatPrefix(n.prefix), reason: n.reason },
      repeats: `${formatPrefix(n.prefix)} ${n.reason}${inTable(n)}`,
    }),
    'route-conflict': (n) => ({
      message: `the route to ${formatPrefix(n.prefix)}${andOthers(n.count)} waits: another program's route with metric ${n.metric} is there${inTable(n)}`,
      fields: { prefix: formatPrefix(n.prefix) },
      repeats: `${formatPrefix(n.prefix)}${inTable(n)}`,
    }),
    'route-conflict-resolved': (n) => ({
      message: `the route to ${formatPrefix(n.prefix)} is in the kernel now${inTable(n)}: the other program's is gone`,
      fields: { prefix: formatPrefix(n.prefix) },
    }),
    'multicast-table-taken': () => ({
      message: "another program owns the kernel's multicast forwarding: nothing is forwarded until it goes",
      repeats: 'taken',
    }),
    'multicast-table-owned': () => ({ message: "the kernel's multicast forwarding is ours" }),
    'multicast-table-left': () => ({
      message: 'multicast forwarding is left to the service manager: it goes on unless the service ends',
    }),
    'multicast-rejected': (n) => ({
      message: `the kernel refused a multicast ${n.operation}: ${n.error}`,
      repeats: `${n.operation} ${n.error}`,
    }),
    'reverse-path-filter': (n) => ({
      message: `rp_filter is ${n.mode}${on(n.interface)}: the kernel drops multicast from sources it has no route to`,
      fields: { interface: linkName(n.interface) },
      repeats: `${n.interface} ${n.mode}`,
    }),
  }
}

/** Nothing of the main table, where routes usually are. */
function inTable({ table }: { readonly table: number }): string {
  return table === MAIN_TABLE ? '' : ` in table ${table}`
}

function andOthers(routes: number): string {
  return routes === 1 ? '' : ` (and ${count(routes - 1, 'other')})`
}

/** What a person can do about it. */
function lacking(error: string): string {
  return error === 'EPERM' ? ' (CAP_NET_RAW and CAP_NET_ADMIN are needed)' : ''
}
