// Run inside a namespace: counts the changes of the kernel's routes to the synthetic area. It has a buffer that holds them all,
// which `ip monitor` cannot ask for.
import { Buffer } from 'node:buffer'
import { createInterface } from 'node:readline'
import koffi from 'koffi'
import { NetlinkSocket } from '../daemon/kernel/netlink.js'
import { type FilterInstruction, netlinkDescriptor } from '../daemon/kernel/socket-option.js'
import type { RouteMonitorEvent, RouteMonitorWord } from './route-monitor-words.js'
import { MADE_UP } from './synthetic-area.js'
import { wallClock } from './wall-clock.js'

const RTNLGRP_IPV4_ROUTE = 7
const BUFFER = 512 * 1024 * 1024
/** Of each message no more is copied than its header; what it says the filter has looked at. */
const HEADER_LENGTH = 16
/** struct rtmsg and the attributes after it. */
const ROUTE_HEADER = 12
const ATTRIBUTE_HEADER = 4
const RTA_DST = 1
/** Classic BPF (linux/filter.h). The last one loads where the attribute is whose type the index says: 0 for nowhere. */
const LOAD = 0x00
const LOAD_INDEX = 0x01
const LOAD_WORD = 0x20
const LOAD_AT_INDEX = 0x40
const AND = 0x54
const JUMP_EQUAL = 0x15
const TO_INDEX = 0x07
const RETURN = 0x06
const FIND_ATTRIBUTE = 0xfffff000 + 12
const MSG_DONTWAIT = 0x40
/** Between two looks at what has come, in milliseconds: so late is a change seen at most. */
const PAUSE = 1

const recv: (fd: number, into: Buffer, length: number, flags: number) => number = koffi
  .load(null)
  .func('intptr_t recv(int fd, void *into, size_t length, int flags)')

let changes = 0
let at = 0
const socket = new NetlinkSocket({
  purpose: 'benchmark',
  receiveBuffer: BUFFER,
  datagramSize: HEADER_LENGTH,
  groups: [RTNLGRP_IPV4_ROUTE],
  filter: routesOfTheArea(),
  received: (datagrams) => {
    count(datagrams.length)
    countThoseThatFollow()
  },
  failed: (error) => {
    throw new Error(error)
  },
})
const descriptor = netlinkDescriptor(socket.port)!
say({ event: 'ready' })
for await (const word of createInterface({ input: process.stdin })) obey(word as RouteMonitorWord)

function count(more: number): void {
  changes += more
  at = wallClock()
}

/**
 * Who is woken for each of ten thousand changes takes a core from the programs that are measured and holds the kernel up with
 * every one. So only the first one of many wakes this program.
 */
function countThoseThatFollow(): void {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  const header = Buffer.alloc(HEADER_LENGTH)
  let more: number
  do {
    Atomics.wait(clock, 0, 0, PAUSE)
    more = 0
    while (recv(descriptor, header, HEADER_LENGTH, MSG_DONTWAIT) > 0) more++
    if (more > 0) count(more)
  } while (more > 0)
}

/** A classic BPF program that lets messages about routes to networks of the area pass. */
function routesOfTheArea(): FilterInstruction[] {
  const comparisons = MADE_UP.flatMap(({ address, mask }, i): FilterInstruction[] => [
    [LOAD_AT_INDEX, 0, 0, ATTRIBUTE_HEADER],
    [AND, 0, 0, mask],
    [JUMP_EQUAL, 3 * (MADE_UP.length - 1 - i) + 1, 0, address],
  ])
  return [
    [LOAD, 0, 0, HEADER_LENGTH + ROUTE_HEADER],
    [LOAD_INDEX, 0, 0, RTA_DST],
    [LOAD_WORD, 0, 0, FIND_ATTRIBUTE],
    [JUMP_EQUAL, comparisons.length + 1, 0, 0],
    [TO_INDEX, 0, 0, 0],
    ...comparisons,
    [RETURN, 0, 0, 0],
    [RETURN, 0, 0, HEADER_LENGTH],
  ]
}

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
