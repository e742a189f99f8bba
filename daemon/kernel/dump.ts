import type { Buffer } from 'node:buffer'
import { getSystemErrorName } from 'node:util'
import { err, ok, type Result } from '../../protocols/base/result.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { NetlinkSocket } from './netlink.js'
import {
  decodeAcknowledgment,
  decodeDone,
  decodeMessages,
  type NetlinkMessage,
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_ERROR,
} from './rtnetlink/message.js'

/** The kernel fills its dump datagrams up to 32 KiB when the reader offers that much. */
const DUMP_DATAGRAM = 32 * 1024
const RECEIVE_BUFFER = 4 * 1024 * 1024
/** A dump that says nothing for so long has lost its end. */
const SILENCE_MS = 5000
/** The kernel says when the table changed under the dump; a busy one may do so again and again. */
const ATTEMPTS = 5

interface Running {
  readonly request: (sequence: number) => Buffer
  readonly resolve: (result: Result<NetlinkMessage[], string>) => void
  attempt: number
  messages: NetlinkMessage[]
  interrupted: boolean
}

/** Reads whole tables from the kernel, one after the other, on a socket of its own. */
export class DumpSocket {
  #socket = this.#open()
  readonly #waiting: Running[] = []
  #running: Running | undefined
  #sequence = 0
  #silence: NodeJS.Timeout | undefined

  /**
   * All messages of a dump that was not interrupted by a change. Errors are the kernel's (`EPERM`), `interrupted`
   * when the table changed during each of several attempts, `timeout`, or `closed`.
   * @param request the request's bytes with this sequence number
   */
  dump(request: (sequence: number) => Buffer): Promise<Result<NetlinkMessage[], string>> {
    return new Promise((resolve) => {
      this.#waiting.push({ request, resolve, attempt: 1, messages: [], interrupted: false })
      this.#next()
    })
  }

  statistics(): SocketStatistics[] {
    return this.#socket.statistics()
  }

  close(): void {
    this.#socket.close()
    clearTimeout(this.#silence)
    const all = this.#running === undefined ? this.#waiting : [this.#running, ...this.#waiting]
    for (const dump of all.splice(0)) dump.resolve(err('closed'))
    this.#running = undefined
    this.#waiting.length = 0
  }

  #open(): NetlinkSocket {
    return new NetlinkSocket({
      purpose: 'dump',
      receiveBuffer: RECEIVE_BUFFER,
      datagramSize: DUMP_DATAGRAM,
      received: (datagrams) => this.#received(datagrams),
      failed: (error) => {
        this.#socket = this.#open()
        this.#finish(err(error))
      },
    })
  }

  #next(): void {
    if (this.#running !== undefined) return
    this.#running = this.#waiting.shift()
    if (this.#running !== undefined) this.#ask(this.#running)
  }

  #ask(dump: Running): void {
    dump.messages = []
    dump.interrupted = false
    this.#sequence = (this.#sequence + 1) >>> 0
    this.#socket.send(dump.request(this.#sequence))
    this.#watch()
  }

  #watch(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#finish(err('timeout')), SILENCE_MS)
  }

  #received(datagrams: readonly Buffer[]): void {
    if (this.#running !== undefined) this.#watch()
    for (const datagram of datagrams) {
      for (const message of decodeMessages(datagram)) this.#message(message)
    }
  }

  #message(message: NetlinkMessage): void {
    const dump = this.#running
    if (dump === undefined || message.sequence !== this.#sequence) return
    if ((message.flags & NLM_F_DUMP_INTR) !== 0) dump.interrupted = true
    if (message.type !== NLMSG_DONE && message.type !== NLMSG_ERROR) {
      dump.messages.push(message)
      return
    }
    const { errno } = message.type === NLMSG_DONE ? decodeDone(message) : decodeAcknowledgment(message)
    if (errno !== 0) this.#finish(err(getSystemErrorName(-errno)))
    else if (!dump.interrupted) this.#finish(ok(dump.messages))
    else if (dump.attempt++ < ATTEMPTS) this.#ask(dump)
    else this.#finish(err('interrupted'))
  }

  #finish(result: Result<NetlinkMessage[], string>): void {
    clearTimeout(this.#silence)
    const dump = this.#running
    this.#running = undefined
    dump?.resolve(result)
    this.#next()
  }
}
