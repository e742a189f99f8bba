import type { Lsa } from '../lsa/lsa.js'
import type { OspfMemory } from '../memory.js'
import type { DatabaseEntry } from './database.js'

/** Of a longer LSA every so many bytes count as one: what is counted bounds the memory that the database takes. */
const BYTES_OF_ONE = 1024
/** It is said when so much of the limit is reached, and said again only after it was below the other. */
const NEAR = 0.75
const FAR = 0.65

/**
 * How much the neighbors have made us remember: LSAs that we have not originated ourselves. A bound of ours, not that of
 * RFC 1765, which asks every router to take back its own AS-external-LSAs.
 */
export interface ForeignLsas {
  counted: number
  near: boolean
  /** There were more than `maximum-lsas`: the instance is to pause. */
  overflown: boolean
}

export function createForeignLsas(): ForeignLsas {
  return { counted: 0, near: false, overflown: false }
}

/** Whether the database may have this LSA in the place of `copy`: with it there are not more than the settings allow. */
export function hasRoomFor(memory: OspfMemory, lsa: Lsa, copy: DatabaseEntry | undefined): boolean {
  const more = weightOf(lsa) - (copy === undefined ? 0 : countOf(copy))
  return more <= 0 || memory.flooding.foreign.counted + more <= memory.settings.maximumLsas
}

/**
 * There was no room for an LSA. A database that lacks some would make routes that loop, and its neighbors send them again
 * and again, so that the instance ends its adjacencies instead and pauses.
 */
export function overflow(memory: OspfMemory): void {
  const { foreign } = memory.flooding
  if (foreign.overflown) return
  foreign.overflown = true
  const { maximumLsas: maximum, overflowPause: pause } = memory.settings
  memory.effects.push({ do: 'notice', notice: { notice: 'lsas-overflown', level: 'error', maximum, pause } })
}

/** `entry` is in the database now, in the place of `old`; undefined: nothing is, or was. */
export function countLsas(memory: OspfMemory, old: DatabaseEntry | undefined, entry: DatabaseEntry | undefined): void {
  const { foreign } = memory.flooding
  const { maximumLsas: maximum } = memory.settings
  foreign.counted += (entry === undefined ? 0 : countOf(entry)) - (old === undefined ? 0 : countOf(old))
  if (foreign.near) foreign.near = foreign.counted > FAR * maximum
  else if (foreign.counted > NEAR * maximum) {
    foreign.near = true
    const notice = { notice: 'lsas-near-maximum', level: 'warning', counted: foreign.counted, maximum } as const
    memory.effects.push({ do: 'notice', notice })
  }
}

/** What says that it is ours counts too where we have not made it: anybody can say so. */
function countOf({ lsa, origin }: DatabaseEntry): number {
  return origin === 'originated' ? 0 : weightOf(lsa)
}

function weightOf({ length }: Lsa): number {
  return Math.ceil(length / BYTES_OF_ONE)
}
