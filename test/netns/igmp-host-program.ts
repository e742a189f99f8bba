// Run inside a namespace: a host whose IGMP messages are exactly what it is told to say, and which watches one stream.
//   node igmp-host-program.js INTERFACE OWN_ADDRESS GROUP PORT
// Standard input, a line each: `say FROM HEX…` sends a message (its IP payload) to the address that its kind goes to;
// `start FROM HEX` sends one and says how long it took until the stream's next packet came; `end FROM HEX` sends one and
// says how long packets still came; `flood SUBNET SECONDS` sends as many reports as it can, for groups and from addresses of
// all kinds (SUBNET is the first two octets).
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { sendDatagrams } from '../../daemon/sockets/ip-header.js'
import { RawSocket } from '../../daemon/sockets/raw-socket.js'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { decodeMessage, encodeMessage } from '../../protocols/igmp/message/message.js'

const IP_HDRINCL = 3
/** So long without a packet, and the stream has stopped, in milliseconds. */
const QUIET = 150

const [link, own, group, port] = process.argv.slice(2) as [string, string, string, string]
const raw = new RawSocket(255, { readable: () => undefined, failed: () => process.exit(1) })
raw.bindToInterface(Number(readFileSync(`/sys/class/net/${link}/ifindex`, 'latin1')))
raw.setIpOption(IP_HDRINCL, 1)
const buffer = Buffer.alloc(65536)

let last = 0
let startedAt: number | undefined
let endedAt: number | undefined

const tell = (event: string, milliseconds: number): void => console.log(JSON.stringify({ event, milliseconds }))

const stream = createSocket({ type: 'udp4', reuseAddr: true })
stream.on('message', () => {
  last = performance.now()
  if (startedAt === undefined) return
  tell('started', last - startedAt)
  startedAt = undefined
})
stream.bind(Number(port), () => {
  stream.addMembership(group, own)
  console.log('ready')
})

setInterval(() => {
  if (endedAt === undefined || performance.now() - Math.max(last, endedAt) < QUIET) return
  tell('ended', Math.max(0, last - endedAt))
  endedAt = undefined
}, 10)

createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, from, ...messages] = line.split(' ')
  if (what === 'flood') {
    flood(from!, performance.now() + 1000 * Number(messages[0]))
    return
  }
  for (const hex of messages) say(from!, Buffer.from(hex, 'hex'))
  if (what === 'start') startedAt = performance.now()
  else if (what === 'end') endedAt = performance.now()
})

/** Every report is another host's, for another group. */
function flood(subnet: string, until: number, sent = 0): void {
  for (let i = 0; i < 200; i++) {
    const n = sent + i
    const record = { record: 'TO_EX', group: ipv4(`239.${n % 251}.${(n >> 3) % 256}.${n % 256}`), sources: [] } as const
    say(`${subnet}.${n % 256}.${1 + (n % 253)}`, encodeMessage({ type: 'report-v3', records: [record] }))
  }
  if (performance.now() < until) setImmediate(() => flood(subnet, until, sent + 200))
  else console.log(JSON.stringify({ event: 'flooded', reports: sent + 200 }))
}

function say(from: string, payload: Uint8Array): void {
  const header = { protocol: 2, source: ipv4(from), destination: destinationOf(payload), ttl: 1, routerAlert: true }
  const failure = sendDatagrams(header, payload, 1500, 1, buffer, (length) =>
    raw.send(buffer, length, header.destination),
  )
  // A queue that is full is no reason to stop a flood.
  if (failure !== undefined && failure !== 'ENOBUFS') throw new Error(failure)
}

function destinationOf(payload: Uint8Array) {
  const message = decodeMessage(payload)
  if (!message.ok) throw new Error(message.error)
  if (message.value.type === 'report-v3') return ipv4('224.0.0.22')
  if (message.value.type === 'leave') return ipv4('224.0.0.2')
  if (message.value.type === 'report-v1' || message.value.type === 'report-v2') return message.value.group
  throw new Error('hosts do not say that')
}
