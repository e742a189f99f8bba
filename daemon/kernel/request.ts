import type { Buffer } from 'node:buffer'
import { getSystemErrorName } from 'node:util'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { NetlinkSocket } from './netlink.js'
import { decodeAcknowledgment, decodeMessages, NetlinkWriter, NLM_F_ACK, NLMSG_ERROR } from './rtnetlink/message.js'

/** Messages in one datagram: more gains nothing, and so many errors at once fit into any receive buffer. */
const BATCH = 128
const RECEIVE_BUFFER = 1024 * 1024
/** The kernel answers at once: no answer for so long means that it was lost. */
const ANSWER_MS = 2000

/** What the kernel did with a request. `unknown`: its answer was lost. */
export type Outcome =
  | { readonly result: 'done' }
  | { readonly result: 'refused'; readonly error: string; readonly explanation: string | undefined }
  | { readonly result: 'unknown' }

/** Writes one message with these flags, besides its own, and this sequence number. */
export type Encode<Request> = (writer: NetlinkWriter, request: Request, flags: number, sequence: number) => void

interface Running {
  readonly first: number
  readonly outcomes: Outcome[]
  readonly resolve: (outcomes: readonly Outcome[]) => void
}

const DONE: Outcome = { result: 'done' }
const UNKNOWN: Outcome = { result: 'unknown' }

/**
 * Requests to rtnetlink in batches. The kernel carries them out in order and says only what it refused, and that it
 * has done the last one of a batch.
 */
export class RequestSocket<Request> {
  readonly #encode: Encode<Request>
  readonly #purpose: string
  readonly #writer = new NetlinkWriter(32 * 1024)
  #socket: NetlinkSocket
  #sequence = 1
  #running: Running | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(purpose: string, encode: Encode<Request>) {
    this.#purpose = purpose
    this.#encode = encode
    this.#socket = this.#open()
  }

  /** What the kernel calls this socket: notifications about its requests carry it. */
  get port(): number {
    return this.#socket.port
  }

  /** One call at a time. @returns an outcome for each request, in order */
  run(requests: readonly Request[]): Promise<readonly Outcome[]> {
    if (requests.length === 0) return Promise.resolve([])
    return new Promise((resolve) => {
      const first = this.#sequence
      this.#sequence += requests.length
      this.#running = { first, outcomes: requests.map(() => DONE), resolve }
      this.#timer = setTimeout(() => this.#unanswered(), ANSWER_MS)
      for (let start = 0; start < requests.length; start += BATCH) {
        const end = Math.min(start + BATCH, requests.length)
        this.#writer.reset()
        for (let i = start; i < end; i++) {
          this.#encode(this.#writer, requests[i]!, i === end - 1 ? NLM_F_ACK : 0, (first + i) >>> 0)
        }
        this.#socket.send(this.#writer.finish())
      }
    })
  }

  statistics(): SocketStatistics[] {
    return this.#socket.statistics()
  }

  close(): void {
    this.#socket.close()
    this.#unanswered()
  }

  #open(): NetlinkSocket {
    return new NetlinkSocket({
      purpose: this.#purpose,
      receiveBuffer: RECEIVE_BUFFER,
      received: (datagrams) => this.#received(datagrams),
      failed: () => {
        this.#socket = this.#open()
        this.#unanswered()
      },
    })
  }

  #received(datagrams: readonly Buffer[]): void {
    for (const datagram of datagrams) {
      for (const message of decodeMessages(datagram)) {
        const running = this.#running
        if (message.type !== NLMSG_ERROR || running === undefined) continue
        const index = (message.sequence - running.first) >>> 0
        if (index >= running.outcomes.length) continue
        const { errno, explanation } = decodeAcknowledgment(message)
        if (errno !== 0) {
          running.outcomes[index] = { result: 'refused', error: getSystemErrorName(-errno), explanation }
        }
        if (index === running.outcomes.length - 1) this.#finish(running.outcomes)
      }
    }
  }

  #unanswered(): void {
    const running = this.#running
    if (running !== undefined) this.#finish(running.outcomes.map(() => UNKNOWN))
  }

  #finish(outcomes: readonly Outcome[]): void {
    clearTimeout(this.#timer)
    const running = this.#running
    this.#running = undefined
    running?.resolve(outcomes)
  }
}
