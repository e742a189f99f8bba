import type { Buffer } from 'node:buffer'
import { getSystemErrorName } from 'node:util'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { NetlinkSocket } from './netlink.js'
import { decodeAcknowledgment, decodeMessages, NetlinkWriter, NLM_F_ACK, NLMSG_ERROR } from './rtnetlink/message.js'

/** Messages in one datagram: the errors of two such at once fit into the receive buffer. */
const BATCH = 1024
/** With more messages it pays to have another thread send them. */
const FEW = 32
const RECEIVE_BUFFER = 1024 * 1024
/** The kernel answers at once: no answer for so long means that it was lost. */
const ANSWER_MS = 2000

/** What the kernel did with a request. `unknown`: its answer was lost. */
export type Outcome =
  | { readonly result: 'done' }
  | { readonly result: 'refused'; readonly error: string; readonly explanation: string | undefined }
  | { readonly result: 'unknown' }

/**
 * Writes one message with these flags, besides its own, and this sequence number; `previous` is the request of the message
 * before in the same datagram.
 */
export type Encode<Request> = (
  writer: NetlinkWriter,
  request: Request,
  previous: Request | undefined,
  flags: number,
  sequence: number,
) => void

interface Running {
  /** The sequence number of the first request; the others follow it. */
  readonly first: number
  readonly outcomes: Outcome[]
  readonly resolve: (outcomes: readonly Outcome[]) => void
  readonly timer: NodeJS.Timeout
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
  /** Calls that are not answered, the oldest first. */
  readonly #running: Running[] = []

  constructor(purpose: string, encode: Encode<Request>) {
    this.#purpose = purpose
    this.#encode = encode
    this.#socket = this.#open()
  }

  /** What the kernel calls this socket: notifications about its requests carry it. */
  get port(): number {
    return this.#socket.port
  }

  /** Does not wait for the answers to earlier calls. @returns an outcome for each request, in order */
  run(requests: readonly Request[]): Promise<readonly Outcome[]> {
    if (requests.length === 0) return Promise.resolve([])
    return new Promise((resolve) => {
      const first = this.#sequence
      this.#sequence = (first + requests.length) >>> 0
      const outcomes = new Array<Outcome>(requests.length).fill(DONE)
      this.#running.push({ first, outcomes, resolve, timer: setTimeout(() => this.#unanswered(), ANSWER_MS) })
      const longest = this.#socket.longestDatagram()
      for (let start = 0; start < requests.length; ) {
        start = this.#write(requests, start, first, longest)
        const bytes = this.#writer.finish()
        if (requests.length <= FEW) this.#socket.send(bytes)
        else this.#socket.sendAside(bytes)
      }
    })
  }

  /** Writes as many requests as one datagram holds, from `start` on. @returns where those begin that are left */
  #write(requests: readonly Request[], start: number, first: number, longest: number): number {
    const writer = this.#writer
    writer.reset()
    const end = Math.min(start + BATCH, requests.length)
    for (let i = start; i < end; i++) {
      const { length } = writer
      const previous = i === start ? undefined : requests[i - 1]
      this.#encode(writer, requests[i]!, previous, i === requests.length - 1 ? NLM_F_ACK : 0, (first + i) >>> 0)
      if (writer.length <= longest || i === start) continue
      writer.cut(length)
      return i
    }
    return end
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
        if (message.type !== NLMSG_ERROR) continue
        const running = this.#running.find(({ first, outcomes }) => (message.sequence - first) >>> 0 < outcomes.length)
        if (running === undefined) continue
        const index = (message.sequence - running.first) >>> 0
        const { errno, explanation } = decodeAcknowledgment(message)
        if (errno !== 0) {
          running.outcomes[index] = { result: 'refused', error: getSystemErrorName(-errno), explanation }
        }
        if (index === running.outcomes.length - 1) this.#finish(running, running.outcomes)
      }
    }
  }

  /** An answer was lost, or the socket: nobody knows what of all this was done. */
  #unanswered(): void {
    for (const running of [...this.#running]) {
      const unknown = running.outcomes.map(() => UNKNOWN)
      this.#finish(running, unknown)
    }
  }

  #finish(running: Running, outcomes: readonly Outcome[]): void {
    clearTimeout(running.timer)
    this.#running.splice(this.#running.indexOf(running), 1)
    running.resolve(outcomes)
  }
}
