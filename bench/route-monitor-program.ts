// Run inside a namespace: counts the changes of the kernel's routes to the synthetic area. It has a buffer that holds them all,
// which `ip monitor` cannot ask for.
import { createInterface } from 'node:readline'
import { NetlinkSocket } from '../daemon/kernel/netlink.js'
import { decodeMessages } from '../daemon/kernel/rtnetlink/message.js'
import { decodeRoute } from '../daemon/kernel/rtnetlink/route.js'
import type { RouteMonitorEvent, RouteMonitorWord } from './route-monitor-words.js'
import { isMadeUp } from './synthetic-area.js'
import { wallClock } from './wall-clock.js'

const RTNLGRP_IPV4_ROUTE = 7
const BUFFER = 512 * 1024 * 1024
/** No message about a route of one next hop is longer. */
const DATAGRAM = 4096

let changes = 0
let at = 0
const socket = new NetlinkSocket({
  purpose: 'benchmark',
  receiveBuffer: BUFFER,
  datagramSize: DATAGRAM,
  groups: [RTNLGRP_IPV4_ROUTE],
  received: (datagrams) => {
    const now = wallClock()
    for (const datagram of datagrams) {
      for (const { payload } of decodeMessages(datagram)) {
        const route = decodeRoute(payload)
        if (route === undefined || !isMadeUp(route.prefix.address)) continue
        changes++
        at = now
      }
    }
  },
  failed: (error) => {
    throw new Error(error)
  },
})
say({ event: 'ready' })
for await (const word of createInterface({ input: process.stdin })) obey(word as RouteMonitorWord)

function obey(word: RouteMonitorWord): void {
  if (word === 'count') {
    say({ event: 'count', changes, at, dropped: socket.drops() })
    return
  }
  changes = 0
  at = 0
  say({ event: 'forgotten' })
}

function say(event: RouteMonitorEvent): void {
  console.log(JSON.stringify(event))
}
