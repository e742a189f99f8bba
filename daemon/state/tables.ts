import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { readState, writeState } from './atomic-file.js'

/** Keeps which kernel tables may have routes of ours, so that the next life finds them where it has other tables. */
export class TableStore {
  readonly #path: string
  #written: readonly number[] | undefined

  /** @param directory as `stateDirectory` says */
  constructor(directory: string) {
    this.#path = join(directory, 'kernel-tables.json')
  }

  /** None where there is no file, or none that can be understood. */
  read(): readonly number[] {
    try {
      const tables: unknown = JSON.parse(readState(this.#path) ?? '[]')
      this.#written = Array.isArray(tables) ? tables.filter((table) => Number.isInteger(table)) : []
    } catch {
      this.#written = []
    }
    return this.#written
  }

  /** @throws what the file system says */
  write(tables: readonly number[]): void {
    const sorted = tables.toSorted((a, b) => a - b)
    if (isDeepStrictEqual(sorted, this.#written)) return
    writeState(this.#path, `${JSON.stringify(sorted)}\n`)
    this.#written = sorted
  }
}
