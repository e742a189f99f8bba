import { join } from 'node:path'
import { readState, writeState } from './atomic-file.js'

/** What an OSPF instance knows of its former lives (RFC 2328 §D.3, RFC 7474 §3). */
export interface FormerLife {
  /** How often it has started. */
  readonly bootCount: number
  /** No cryptographic sequence number above this one was used. */
  readonly sequenceNumber: number
}

const NONE: FormerLife = { bootCount: 0, sequenceNumber: 0 }

/** Keeps it over restarts: neighbors refuse sequence numbers that they have seen. */
export class FormerLifeStore {
  readonly #path: string

  /** @param directory as `stateDirectory` says */
  constructor(directory: string) {
    this.#path = join(directory, 'ospf-life.json')
  }

  /** Nothing where there is no file, or none that can be understood. */
  read(): FormerLife {
    try {
      const { bootCount, sequenceNumber } = JSON.parse(readState(this.#path) ?? '{}') as Record<string, unknown>
      return isCount(bootCount) && isCount(sequenceNumber) ? { bootCount, sequenceNumber } : NONE
    } catch {
      return NONE
    }
  }

  /** @throws what the file system says */
  write(life: FormerLife): void {
    writeState(this.#path, `${JSON.stringify(life)}\n`)
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}
