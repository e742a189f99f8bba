// Run inside a namespace: counts the packets of a stream-sender until it is told to end; a line on standard input,
// `join` or `leave`, makes it a member of the multicast group or none.
//   node stream-receiver.js PORT [GROUP OWN_ADDRESS [SOURCE]]
import { createSocket } from 'node:dgram'
import type { StreamEvent } from './stream.js'

const [port, group, own, source] = process.argv.slice(2) as [string, ...(string | undefined)[]]
// As much room as there may be: who gets no processor for a moment has lost nothing.
const socket = createSocket({ type: 'udp4', reuseAddr: true, recvBufferSize: 1 << 24 })

let received = 0
let lost = 0
let lostAtOnce = 0
let expected: number | undefined
let last: number | undefined
let longestGap = 0
let joinedAt: number | undefined

const say = (event: StreamEvent): void => console.log(JSON.stringify(event))

socket.on('message', (packet) => {
  const now = performance.now()
  if (joinedAt !== undefined) {
    say({ event: 'first-packet', afterJoin: now - joinedAt })
    joinedAt = undefined
  }
  const sequence = new DataView(packet.buffer, packet.byteOffset).getUint32(0)
  const skipped = Math.max(0, sequence - (expected ?? sequence))
  lost += skipped
  lostAtOnce = Math.max(lostAtOnce, skipped)
  expected = Math.max(expected ?? 0, sequence + 1)
  if (last !== undefined) longestGap = Math.max(longestGap, now - last)
  last = now
  received++
})

socket.bind(Number(port), () => say({ event: 'ready' }))

process.stdin.setEncoding('utf8').on('data', (lines: string) => {
  for (const line of lines.trim().split('\n')) {
    if (line === 'join') {
      joinedAt = performance.now()
      if (source === undefined) socket.addMembership(group!, own)
      else socket.addSourceSpecificMembership(source, group!, own)
    } else if (line === 'leave') {
      if (source === undefined) socket.dropMembership(group!, own)
      else socket.dropSourceSpecificMembership(source, group!, own)
    } else if (line === 'count') {
      say({
        event: 'count',
        received,
        lost,
        lostAtOnce,
        longestGap,
        sinceLast: last === undefined ? null : performance.now() - last,
      })
      ;[received, lost, lostAtOnce, longestGap] = [0, 0, 0, 0]
    }
  }
})
