import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { Algorithm, ExtendedKey, Key } from './key.js'

const HASHES = { 'hmac-sha-1': sha1, 'hmac-sha-256': sha256, 'hmac-sha-384': sha384, 'hmac-sha-512': sha512 } as const

/** RFC 7474 §9: OSPFv2 in the registry of Authentication Cryptographic Protocol IDs. */
const OSPFV2_PROTOCOL_ID = Uint8Array.from([0, 3])

/** The length of the digest in bytes (L of RFC 5709 §3.3). */
export function digestLength(algorithm: Algorithm): number {
  return algorithm === 'md5' ? 16 : HASHES[algorithm].outputLen
}

/**
 * Whether this secret is one where RFC 5709 §3.3, which hashes keys longer than the digest, and the implementations
 * in the field, which use plain HMAC and hash keys longer than the block, differ.
 */
export function isKeyLongerThanDigest(key: Key): boolean {
  return (
    key.algorithm !== 'md5' &&
    key.secret.length > HASHES[key.algorithm].outputLen &&
    key.secret.length <= HASHES[key.algorithm].blockLen
  )
}

/**
 * The digest for authentication type 2 over an OSPF packet whose header is complete.
 * MD5: RFC 2328 §D.4.3, the hash of packet and key padded to 16 bytes (longer keys are cut: they do not exist there).
 * HMAC: RFC 5709 §3.3, over packet and Apad. A key longer than the digest and not longer than the block is used as it
 * is, as FRR, BIRD and Holo do, where the RFC would hash it first: there both cannot interoperate otherwise.
 */
export function digest(key: Key, packet: Uint8Array): Uint8Array {
  if (key.algorithm === 'md5') {
    const padded = new Uint8Array(16)
    padded.set(key.secret.subarray(0, 16))
    return md5.create().update(packet).update(padded).digest()
  }
  const hash = HASHES[key.algorithm]
  return hmac.create(hash, key.secret).update(packet).update(apad(hash.outputLen)).digest()
}

/**
 * The digest for authentication type 3 (RFC 7474 §5, §6): over packet, 64-bit sequence number and an Apad that begins
 * with the IP source address, with a key that ends in the protocol's ID and is hashed when longer than the digest.
 */
export function extendedDigest(key: ExtendedKey, source: Ipv4, packetAndSequenceNumber: Uint8Array): Uint8Array {
  const hash = HASHES[key.algorithm]
  const ks = new Uint8Array(key.secret.length + 2)
  ks.set(key.secret)
  ks.set(OSPFV2_PROTOCOL_ID, key.secret.length)
  const ko = ks.length > hash.outputLen ? hash(ks) : ks
  const pad = apad(hash.outputLen)
  new DataView(pad.buffer).setUint32(0, source)
  return hmac.create(hash, ko).update(packetAndSequenceNumber).update(pad).digest()
}

/** Compares in a time that does not depend on where the first difference is. */
export function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}

/** 0x878FE1F3 repeated over `length` bytes (RFC 5709 §3.3). */
function apad(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < length; i += 4) view.setUint32(i, 0x878fe1f3)
  return bytes
}
