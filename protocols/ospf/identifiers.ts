import type { Brand } from '../base/brand.js'
import { parseIpv4 } from '../base/ipv4.js'

/** Names a router in the OSPF domain (RFC 2328 §1.2); unsigned 32 bits, written as a dotted quad, never 0. */
export type RouterId = Brand<number, 'RouterId'>

/** Names an area; 0 is the backbone (RFC 2328 §3.1). */
export type AreaId = Brand<number, 'AreaId'>

export const BACKBONE = 0 as AreaId

/** @param n its low 32 bits are the Router ID */
export function routerId(n: number): RouterId {
  return (n >>> 0) as RouterId
}

/** @param n its low 32 bits are the Area ID */
export function areaId(n: number): AreaId {
  return (n >>> 0) as AreaId
}

/** `0` or `0.0.0.0`: both spellings of an Area ID; undefined for anything else. */
export function parseAreaId(text: string): AreaId | undefined {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text)) {
    const n = Number(text)
    return n <= 0xffffffff ? areaId(n) : undefined
  }
  const address = parseIpv4(text)
  return address === undefined ? undefined : areaId(address)
}
