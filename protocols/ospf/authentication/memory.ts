import type { OspfEffect } from '../contract.js'
import type { WallClock } from './key.js'

/** What cryptographic authentication needs to know, the same for the whole life of a process. */
export interface AuthenticationMemory {
  /** Wall clock minus the engine's clock, in milliseconds. */
  clockOffset: number
  /** How often this router has started (RFC 7474 §3): the high half of extended sequence numbers. */
  bootCount: number
  /** The last cryptographic sequence number sent (RFC 2328 §D.3), 32 bits. */
  sequenceNumber: number
  /** The storage holds a number at least as high: no sequence number above it may be used before it is raised. */
  reserved: number
  /** Packets sent with extended authentication in this life. */
  extendedCounter: bigint
}

/** How many sequence numbers are reserved in the storage at a time: one write for so many packets. */
const RESERVATION = 0x10000

export function createAuthenticationMemory(): AuthenticationMemory {
  return { clockOffset: 0, bootCount: 0, sequenceNumber: 0, reserved: 0, extendedCounter: 0n }
}

/** The wall clock at an instant of the engine's clock. */
export function wallClockAt(memory: AuthenticationMemory, now: number): WallClock {
  return now + memory.clockOffset
}

/**
 * A cryptographic sequence number (RFC 2328 §D.3) higher than all before, in this life and, by the storage or else by
 * the clock, in former ones: neighbors that remember the last one must not refuse us after a restart.
 */
export function nextSequenceNumber(memory: AuthenticationMemory, now: number, effects: OspfEffect[]): bigint {
  const seconds = Math.floor(wallClockAt(memory, now) / 1000)
  memory.sequenceNumber = Math.max(memory.sequenceNumber + 1, seconds)
  if (memory.sequenceNumber > memory.reserved) {
    memory.reserved = memory.sequenceNumber + RESERVATION
    effects.push({ do: 'remember', sequenceNumber: memory.reserved })
  }
  return BigInt(memory.sequenceNumber)
}

/** An extended sequence number (RFC 7474 §3): the boot count, then a count of packets. */
export function nextExtendedSequenceNumber(memory: AuthenticationMemory): bigint {
  memory.extendedCounter += 1n
  return (BigInt(memory.bootCount) << 32n) + memory.extendedCounter
}
