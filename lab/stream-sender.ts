// Run inside a namespace: sends numbered UDP packets at an even rate until it is told to end.
//   node stream-sender.js ADDRESS PORT PACKETS_PER_SECOND [SOURCE_PORT]
import { createSocket } from 'node:dgram'

const [address, port, rate, sourcePort] = process.argv.slice(2) as [string, string, string, string | undefined]
const nanosecondsBetween = 1e9 / Number(rate)
const socket = createSocket('udp4')
let sent = 0

socket.bind(Number(sourcePort ?? 0), () => {
  socket.setMulticastTTL(8)
  const started = process.hrtime.bigint()
  // A timer has milliseconds, a rate has not: each tick sends what is due by the clock.
  setInterval(() => {
    const due = Math.floor(Number(process.hrtime.bigint() - started) / nanosecondsBetween)
    while (sent < due) {
      const packet = new DataView(new ArrayBuffer(64))
      packet.setUint32(0, sent++)
      // While there is no route, nothing is sent and the receiver counts it as lost.
      socket.send(new Uint8Array(packet.buffer), Number(port), address, () => {})
    }
  }, 1)
  console.log('sending')
})

process.on('SIGTERM', () => {
  console.log(JSON.stringify({ sent }))
  process.exit(0)
})
