import { formatIpv4, type Ipv4, ipv4FromNumber, parseIpv4 } from './ipv4.js'

/** An IPv4 prefix. `address` has no bits set beyond `length`. */
export interface Prefix {
  readonly address: Ipv4
  /** 0 to 32 */
  readonly length: number
}

/** The network mask of a prefix length from 0 to 32. */
export function maskOf(length: number): Ipv4 {
  return ipv4FromNumber(length === 0 ? 0 : -1 << (32 - length))
}

/** The prefix length of a network mask; undefined when its ones are not contiguous. */
export function lengthOfMask(mask: Ipv4): number | undefined {
  const length = Math.clz32(~mask)
  return maskOf(length) === mask ? length : undefined
}

/** The prefix of `length` that `address` lies in. */
export function prefixOf(address: Ipv4, length: number): Prefix {
  return { address: ipv4FromNumber(address & maskOf(length)), length }
}

export function contains(prefix: Prefix, address: Ipv4): boolean {
  return (address & maskOf(prefix.length)) >>> 0 === prefix.address
}

/** Whether every address of `inner` is one of `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  return inner.length >= outer.length && contains(outer, inner.address)
}

/** A number that is different for each prefix, for use as the key of a Map. */
export function prefixKey(prefix: Prefix): number {
  return prefix.address * 64 + prefix.length
}

/** The prefix of a `prefixKey`. */
export function prefixOfKey(key: number): Prefix {
  return { address: ipv4FromNumber(Math.floor(key / 64)), length: key % 64 }
}

/** `192.0.2.0/24`; undefined when it is not a prefix or has bits set beyond its length. */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([0-9.]+)\/(0|[1-9][0-9]?)$/.exec(text)
  if (match === null) return undefined
  const address = parseIpv4(match[1]!)
  const length = Number(match[2])
  if (address === undefined || length > 32) return undefined
  const prefix = prefixOf(address, length)
  return prefix.address === address ? prefix : undefined
}

/** A prefix that stands in our own code. */
export function prefix(text: string): Prefix {
  const value = parsePrefix(text)
  if (value === undefined) throw new Error(`not an IPv4 prefix: ${text}`)
  return value
}

export function formatPrefix(p: Prefix): string {
  return `${formatIpv4(p.address)}/${p.length}`
}
