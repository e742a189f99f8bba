/** The part of raw-socket 1.8.1 that is used: the binding below its Socket class. */
declare module 'raw-socket' {
  import type { Buffer } from 'node:buffer'
  import type { EventEmitter } from 'node:events'

  /** Every method throws an Error whose message is strerror's text, and re-opens a closed socket when called on one. */
  export interface SocketWrap extends EventEmitter {
    /** Reads one datagram into `buffer`; throws EAGAIN's text when there is none. */
    recv(buffer: Buffer, callback: (buffer: Buffer, length: number, source: string) => void): void
    /** Sends at once. An address that is not an IPv4 dotted quad goes to a garbage address without an error. */
    send(buffer: Buffer, offset: number, length: number, address: string, callback: (sent: number) => void): void
    setOption(level: number, option: number, value: number): void
    setOption(level: number, option: number, value: Buffer, length: number): void
    /** @returns the length of what was written into `value` */
    getOption(level: number, option: number, value: Buffer, length: number): number
    pause(receiving: boolean, sending: boolean): void
    close(): void
  }

  export interface Socket {
    readonly wrap: SocketWrap
  }

  export function createSocket(options: { protocol: number; bufferSize?: number }): Socket
}
