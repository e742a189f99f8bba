import { join } from 'node:path'
import type { Ipv4 } from '../../protocols/base/ipv4.js'
import { formatIpv4, parseIpv4 } from '../../protocols/base/ipv4.js'
import type { Link } from '../../protocols/engine/link.js'
import { type RouterId, routerId } from '../../protocols/ospf/identifiers.js'
import { readState, writeState } from './atomic-file.js'

/**
 * The Router ID of a router that was given none: the highest address of a loopback link, else the highest address of
 * all (the custom that RFC 2328 §C.1 leaves room for). 127.0.0.0/8 names no router. undefined while there is no address.
 */
export function chooseRouterId(links: Iterable<Link>): RouterId | undefined {
  let best: { readonly address: Ipv4; readonly loopback: boolean } | undefined
  for (const link of links) {
    const loopback = link.kind === 'loopback'
    for (const { address } of link.addresses) {
      if (address === 0 || address >>> 24 === 127) continue
      if (best === undefined || better(loopback, address, best)) best = { address, loopback }
    }
  }
  return best === undefined ? undefined : routerId(best.address)
}

function better(
  loopback: boolean,
  address: Ipv4,
  than: { readonly address: Ipv4; readonly loopback: boolean },
): boolean {
  return loopback === than.loopback ? address > than.address : loopback
}

/** A chosen Router ID, kept so that the router has the same name after a restart, whatever its addresses are then. */
export class RouterIdStore {
  readonly #path: string

  /** @param directory as `stateDirectory` says */
  constructor(directory: string) {
    this.#path = join(directory, 'router-id')
  }

  read(): RouterId | undefined {
    const address = parseIpv4(readState(this.#path)?.trim() ?? '')
    return address === undefined || address === 0 ? undefined : routerId(address)
  }

  /** @throws what the file system says */
  write(id: RouterId): void {
    writeState(this.#path, `${formatIpv4(id)}\n`)
  }
}
