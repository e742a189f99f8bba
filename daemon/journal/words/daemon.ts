import { formatIpv4 } from '../../../protocols/base/ipv4.js'
import type { DaemonNotice } from '../../notice.js'
import { count, type Words } from './words.js'

const SERVED = { control: 'the control socket is', metrics: 'metrics are' } as const

export const DAEMON_WORDS: Words<DaemonNotice> = {
  starting: (n) => ({ message: `waymarkd ${n.version} starts with ${n.file}`, fields: { pid: process.pid } }),
  ready: (n) => ({ message: `ready after ${n.took.toFixed(0)} ms` }),
  'router-id-chosen': (n) => ({
    message: n.kept
      ? `Router ID is ${formatIpv4(n.routerId)}, as chosen at an earlier start`
      : `Router ID is ${formatIpv4(n.routerId)}, chosen from the router's addresses`,
    fields: { 'router-id': formatIpv4(n.routerId) },
  }),
  'router-id-awaited': () => ({
    message: 'OSPF waits for an address to choose a Router ID from: the configuration has none',
  }),
  'vrf-awaited': (n) => ({
    message: `OSPF waits for the VRF ${n.vrf}: there is no such device in the kernel (ip link add ${n.vrf} type vrf table NUMBER)`,
    fields: { vrf: n.vrf },
  }),
  'vrf-found': (n) => ({
    message: `OSPF runs in the VRF ${n.vrf}, with the kernel table ${n.table}`,
    fields: { vrf: n.vrf, table: n.table },
  }),
  'state-not-written': (n) => ({
    message: `the state directory cannot be written: ${n.reason}; after a restart the Router ID may be another one, and neighbors may refuse authenticated packets`,
  }),
  'configuration-loaded': (n) => ({
    message: `configuration ${n.file} loaded${n.changed.length === 0 ? ', nothing changed' : `: ${n.changed.join('; ')}`}`,
  }),
  'configuration-warning': (n) => ({ message: `configuration ${n.warning}` }),
  'configuration-refused': (n) => ({
    message: `configuration ${n.file} has ${count(n.problems.length, 'problem')}, the old one stays in force: ${n.problems.join('; ')}`,
  }),
  listening: (n) => ({ message: `${SERVED[n.what]} served on ${n.address}` }),
  'listening-failed': (n) => ({ message: `${SERVED[n.what]} not served on ${n.address}: ${n.reason}` }),
  recording: (n) => ({ message: `every input is recorded in ${n.file}` }),
  'recording-ended': (n) => ({ message: `recording in ${n.file} ended: ${n.reason}` }),
  'restarting-gracefully': (n) => ({
    message: `restarting gracefully${n.unacknowledged === 0 ? '' : `, though neighbors on ${count(n.unacknowledged, 'interface')} did not acknowledge it`}`,
    fields: {},
  }),
  stopping: (n) => ({ message: `stopping on ${n.signal}: own LSAs are flushed, routes and groups withdrawn` }),
  stopped: (n) => ({
    message:
      n.unfinished.length === 0
        ? `stopped after ${n.took.toFixed(0)} ms`
        : `stopped after ${n.took.toFixed(0)} ms without waiting longer for ${n.unfinished.join(', ')}`,
  }),
}
