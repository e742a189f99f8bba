import { createSocket, type Socket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { parseIpHeader } from '../../../daemon/sockets/ip-header.js'
import { RawSocket } from '../../../daemon/sockets/raw-socket.js'
import { formatIpv4, ipv4 } from '../../../protocols/base/ipv4.js'

const IP_HDRINCL = 3

/** What a host on the wire does that the daemon's ports cannot: whole datagrams as they are, and UDP multicast. */
export class Wire {
  readonly #raw = new Map<string, RawSocket>()
  readonly #received: { readonly group: string; readonly text: string }[] = []
  readonly #sockets: Socket[] = []

  /** Sends a datagram, its IP header included. */
  send(interfaceName: string, datagram: Uint8Array): void {
    const header = parseIpHeader(datagram)
    if (!header.ok) throw new Error(header.error)
    let socket = this.#raw.get(interfaceName)
    if (socket === undefined) {
      socket = new RawSocket(255, { readable: () => undefined, failed: () => undefined })
      socket.bindToInterface(Number(readFileSync(`/sys/class/net/${interfaceName}/ifindex`, 'latin1')))
      socket.setIpOption(IP_HDRINCL, 1)
      this.#raw.set(interfaceName, socket)
    }
    const failure = socket.send(Buffer.from(datagram), datagram.length, header.value.destination)
    if (failure !== undefined) throw new Error(failure)
  }

  /** Joins a group as an application does, and keeps what it receives. */
  async join(group: string, interfaceAddress: string, port: number): Promise<void> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true })
    this.#sockets.push(socket)
    socket.on('message', (bytes) => this.#received.push({ group, text: bytes.toString() }))
    await new Promise<void>((resolve) => socket.bind(port, group, resolve))
    socket.addMembership(group, interfaceAddress)
  }

  /** Sends UDP to a group as an application does. */
  async stream(group: string, interfaceAddress: string, port: number, text: string): Promise<void> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, interfaceAddress, resolve))
    socket.setMulticastInterface(interfaceAddress)
    socket.setMulticastTTL(8)
    await new Promise((resolve) => socket.send(text, port, group, resolve))
    socket.close()
  }

  /** One packet to each of `count` groups from `first` on. */
  async streamMany(first: string, count: number, interfaceAddress: string, port: number): Promise<void> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, interfaceAddress, resolve))
    socket.setMulticastInterface(interfaceAddress)
    socket.setMulticastTTL(8)
    for (let i = 0; i < count; i++) {
      const group = formatIpv4(ipv4(first) + i)
      await new Promise((resolve) => socket.send('x', port, group, resolve))
    }
    socket.close()
  }

  received(): readonly { readonly group: string; readonly text: string }[] {
    return this.#received
  }
}
