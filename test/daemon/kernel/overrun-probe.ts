import { execFileSync } from 'node:child_process'
import { NetlinkSocket } from '../../../daemon/kernel/netlink.js'

/**
 * Follows all IPv4 routes with a receive buffer of a few messages, does not read while 10,000 routes are added, and
 * says what it had to say about it: the number of drops, and whether it still hears of the next route.
 */
const RTNLGRP_IPV4_ROUTE = 7

let heard = 0
const socket = new NetlinkSocket({
  purpose: 'probe',
  receiveBuffer: 4096,
  groups: [RTNLGRP_IPV4_ROUTE],
  received: (datagrams) => {
    heard += datagrams.length
  },
  failed: (error) => console.log(`failed: ${error}`),
})

function ip(...lines: readonly string[]): void {
  execFileSync('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n` })
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(resolve, 5))
}

await turns(2)
ip(...Array.from({ length: 10_000 }, (_, i) => `route add blackhole 30.${i >> 8}.${i & 255}.0/24`))
await turns(10)
const before = heard
ip('route add blackhole 192.0.2.0/24')
for (let i = 0; i < 1000 && heard === before; i++) await turns(1)
console.log(JSON.stringify({ drops: socket.drops(), heardBefore: before, heardAfter: heard - before }))
socket.close()
