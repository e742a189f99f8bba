import type { Ipv4 } from '../base/ipv4.js'
import { contains, prefixOf } from '../base/prefix.js'
import type { Link } from './link.js'

/** Whether an address is in a subnet of the link, or is its far end. */
export function isOnLink(link: Link, address: Ipv4): boolean {
  return link.addresses.some((own) => contains(prefixOf(own.peer ?? own.address, own.prefixLength), address))
}
