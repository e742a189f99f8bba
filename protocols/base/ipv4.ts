import type { Brand } from './brand.js'

/** An IPv4 address as an unsigned 32-bit number in host order: comparisons are the RFCs' comparisons. */
export type Ipv4 = Brand<number, 'Ipv4'>

export const UNSPECIFIED = 0 as Ipv4

/** @param n any number; its low 32 bits are the address */
export function ipv4FromNumber(n: number): Ipv4 {
  return (n >>> 0) as Ipv4
}

/** A dotted quad as an address; undefined when it is not exactly four decimal octets without leading zeros. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let n = 0
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part)) return undefined
    const octet = Number(part)
    if (octet > 255) return undefined
    n = n * 256 + octet
  }
  return n as Ipv4
}

/** A dotted quad that stands in our own code. */
export function ipv4(text: string): Ipv4 {
  const address = parseIpv4(text)
  if (address === undefined) throw new Error(`not an IPv4 address: ${text}`)
  return address
}

export function formatIpv4(address: number): string {
  return `${(address >>> 24) & 255}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

/** 224.0.0.0/4 (RFC 1112 §4). */
export function isMulticast(address: Ipv4): boolean {
  return address >>> 28 === 0xe
}
