import type { Ipv4 } from '../../protocols/base/ipv4.js'
import { parseIpHeader } from './ip-header.js'
import { RawSocket } from './raw-socket.js'
import { SystemError } from './system-error.js'

const UDP = 17
const RECEIVE_BUFFER = 256 * 1024
const SEND_BUFFER = 4096

/**
 * The TTL with which UDP packets of a flow arrive on a link: the kernel drops those of 1 without a word. The group is
 * joined there for as long as it takes.
 * @param within milliseconds @returns undefined when no packet came, or listening is not possible
 */
export function arrivingTimeToLive(
  { source, group }: { readonly source: Ipv4; readonly group: Ipv4 },
  interfaceIndex: number,
  within: number,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    let socket: RawSocket | undefined
    const end = (ttl: number | undefined): void => {
      clearTimeout(timer)
      socket?.close()
      resolve(ttl)
    }
    const timer = setTimeout(() => end(undefined), within)
    const read = (): void => {
      for (let datagram = socket?.receive(); datagram !== undefined; datagram = socket?.receive()) {
        const header = parseIpHeader(datagram)
        if (!header.ok || header.value.source !== source || header.value.destination !== group) continue
        end(header.value.ttl)
        return
      }
    }
    try {
      socket = new RawSocket(UDP, { readable: read, failed: () => end(undefined) })
      socket.bindToInterface(interfaceIndex)
      socket.discardReceived()
      socket.setBuffers(RECEIVE_BUFFER, SEND_BUFFER)
      socket.join(group, interfaceIndex)
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      end(undefined)
    }
  })
}
