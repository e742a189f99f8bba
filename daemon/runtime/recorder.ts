import { closeSync, fchmodSync, openSync, write, writeSync } from 'node:fs'
import type { Instant } from '../../protocols/base/duration.js'

/** What begins a recording: how to read it and with what chance its engines ran. */
export interface RecordingHeader {
  readonly recording: 1
  /** The version of Waymark that wrote it. */
  readonly version: string
  /** Of each engine's random numbers. */
  readonly seed: number
  /** The configuration at the start, for a reader; the engines get theirs as inputs. */
  readonly settings: unknown
}

/** One input of one engine, in the order in which they were handled. */
export interface RecordedInput {
  readonly engine: string
  readonly at: Instant
  readonly input: unknown
}

/** The settings that are keys and passwords, wherever they are. */
const SECRETS: ReadonlySet<string> = new Set(['secret', 'password'])
const NO_BYTES = new Uint8Array(0)

/**
 * A line of a recording: bytes as `{"base64": "…"}`, everything else as JSON has it.
 *
 * @param secrets whether keys and passwords are in it; otherwise they are empty
 */
export function encodeLine(value: RecordingHeader | RecordedInput, secrets: boolean): string {
  const encode = (key: string, part: unknown): unknown => {
    if (!(part instanceof Uint8Array)) return part
    return encodeBytes(SECRETS.has(key) && !secrets ? NO_BYTES : part)
  }
  return `${JSON.stringify(value, encode)}\n`
}

function encodeBytes(bytes: Uint8Array): { readonly base64: string } {
  return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') }
}

const CHUNK = 64 * 1024
const LINGER = 200
/** What may wait for a slow disk, in bytes: the daemon's memory is worth more than the recording. */
const MOST_WAITING = 64 * 1024 * 1024

/**
 * Writes a recording in the order it happens without ever waiting for the disk: one write is under way at a time, the
 * rest waits in memory. Chunks are written at their place in the file, so that the last one can be written again
 * when the process ends in the middle of it.
 */
export class Recorder {
  readonly #file: number
  readonly #secrets: boolean
  readonly #onFailure: (reason: string) => void
  #waiting: string[] = []
  #waitingBytes = 0
  #underWay: Buffer | undefined
  #position = 0
  #timer: NodeJS.Timeout | undefined
  #over = false

  /**
   * Begins the recording in `path`, for its owner only, replacing what was there.
   * @param secrets whether keys and passwords are recorded: a replay refuses authenticated packets without them
   * @param onFailure called once if the recording has to end early
   * @throws what the file system says
   */
  constructor(path: string, header: RecordingHeader, secrets: boolean, onFailure: (reason: string) => void) {
    this.#file = openSync(path, 'w', 0o600)
    // Where there was a file it had its own mode
    fchmodSync(this.#file, 0o600)
    this.#secrets = secrets
    this.#onFailure = onFailure
    this.#add(encodeLine(header, secrets))
  }

  record(engine: string, input: unknown, at: Instant): void {
    if (!this.#over) this.#add(encodeLine({ engine, at, input }, this.#secrets))
  }

  /** Writes everything that waits, now, and ends the recording: for the end of the process, however it comes. */
  end(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    try {
      for (const chunk of [this.#underWay, Buffer.from(this.#waiting.join(''))]) {
        if (chunk === undefined) continue
        for (let done = 0; done < chunk.length; ) {
          done += writeSync(this.#file, chunk, done, chunk.length - done, this.#position + done)
        }
        this.#position += chunk.length
      }
    } catch (error) {
      this.#onFailure((error as Error).message)
    }
    if (this.#underWay === undefined) closeSync(this.#file)
  }

  #add(line: string): void {
    if (this.#waitingBytes + line.length > MOST_WAITING) {
      this.#fail('the disk is too slow for it')
      return
    }
    this.#waiting.push(line)
    this.#waitingBytes += line.length
    if (this.#waitingBytes >= CHUNK) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), LINGER).unref()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#underWay !== undefined || this.#waiting.length === 0) return
    this.#underWay = Buffer.from(this.#waiting.join(''))
    this.#waiting = []
    this.#waitingBytes = 0
    this.#continue(0)
  }

  #continue(done: number): void {
    const chunk = this.#underWay!
    write(this.#file, chunk, done, chunk.length - done, this.#position + done, (error, written) => {
      if (this.#over) closeSync(this.#file)
      else if (error === null && done + written < chunk.length) this.#continue(done + written)
      else {
        this.#underWay = undefined
        this.#position += chunk.length
        if (error === null) this.#write()
        else this.#fail(error.message)
      }
    })
  }

  #fail(reason: string): void {
    this.#over = true
    clearTimeout(this.#timer)
    this.#waiting = []
    // A write that is under way closes the file when it returns.
    if (this.#underWay === undefined) closeSync(this.#file)
    this.#onFailure(reason)
  }
}
