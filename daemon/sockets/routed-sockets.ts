import { RawSocket } from './raw-socket.js'
import { SystemError } from './system-error.js'

/** Nothing is ever received with this protocol number, and every header is the sender's own (raw(7)). */
const IPPROTO_RAW = 255

/** Sockets for packets that go by the kernel's routes, out of whatever link: one for each VRF, and one for no VRF. */
export class RoutedSockets {
  /** By the index of the VRF's device. */
  readonly #sockets = new Map<number | undefined, RawSocket>()

  /** Made when it is first asked for; undefined where the kernel refuses one now. */
  of(vrf: number | undefined): RawSocket | undefined {
    const known = this.#sockets.get(vrf)
    if (known?.isOpen) return known
    let socket: RawSocket | undefined
    try {
      socket = new RawSocket(IPPROTO_RAW, { readable: () => {}, failed: () => {} })
      if (vrf !== undefined) socket.bindToInterface(vrf)
      socket.setControlPriority()
      this.#sockets.set(vrf, socket)
      return socket
    } catch (error) {
      socket?.close()
      if (!(error instanceof SystemError)) throw error
      return undefined
    }
  }

  /** The device of a VRF is gone; one that comes in its place has another index. */
  close(vrf: number): void {
    this.#sockets.get(vrf)?.close()
    this.#sockets.delete(vrf)
  }

  closeAll(): void {
    for (const socket of this.#sockets.values()) socket.close()
    this.#sockets.clear()
  }
}
