/** Wall-clock time in milliseconds since 1970-01-01T00:00:00Z, which keys' lifetimes are given in. */
export type WallClock = number

/** RFC 2328 §D.3 and RFC 5709 §3.2: the algorithm of an OSPFv2 security association. */
export type Algorithm = 'md5' | 'hmac-sha-1' | 'hmac-sha-256' | 'hmac-sha-384' | 'hmac-sha-512'

/** An OSPFv2 security association (RFC 5709 §3.2). Lifetimes include their start and exclude their end. */
export interface Key {
  /** 0 to 255 for authentication type 2; to 4294967295 for type 3 (RFC 7474 §3). */
  readonly keyId: number
  readonly algorithm: Algorithm
  readonly secret: Uint8Array
  readonly sendLifetime: Lifetime
  readonly acceptLifetime: Lifetime
}

/** A key for RFC 7474, which has no MD5. */
export type ExtendedKey = Key & { readonly algorithm: Exclude<Algorithm, 'md5'> }

export interface Lifetime {
  /** undefined: always was. */
  readonly start: WallClock | undefined
  /** undefined: for ever. */
  readonly end: WallClock | undefined
}

export function isAlive(lifetime: Lifetime, at: WallClock): boolean {
  return (lifetime.start === undefined || at >= lifetime.start) && (lifetime.end === undefined || at < lifetime.end)
}

/**
 * The key to send with: of those valid now the one whose send lifetime started most recently (RFC 7474 §4), the larger
 * Key ID where two started together. Where none is valid, the one that ended last goes on for ever: neither falling
 * back to no authentication nor falling silent would do (RFC 2328 §D.3). undefined only when there are no keys.
 */
export function sendKey<K extends Key>(keys: readonly K[], at: WallClock): K | undefined {
  const alive = keys.filter((key) => isAlive(key.sendLifetime, at))
  if (alive.length > 0) return last(alive, startOf)
  const ended = keys.filter((key) => endOf(key) <= at)
  return ended.length > 0 ? last(ended, endOf) : last(keys, (key) => -startOf(key))
}

/**
 * The key a received packet names, if it is valid now. The last key to expire stays valid for ever (RFC 2328 §D.3).
 */
export function acceptKey<K extends Key>(keys: readonly K[], keyId: number, at: WallClock): K | undefined {
  const named = keys.filter((key) => key.keyId === keyId)
  const alive = named.find((key) => isAlive(key.acceptLifetime, at))
  if (alive !== undefined) return alive
  if (keys.some((key) => isAlive(key.acceptLifetime, at))) return undefined
  const remaining = sendKey(keys, at)
  return remaining?.keyId === keyId ? remaining : undefined
}

/** Whether the key in use has outlived its lifetime because no other replaces it: an operator must hear of it. */
export function isExpired(keys: readonly Key[], at: WallClock): boolean {
  return keys.length > 0 && !keys.some((key) => isAlive(key.sendLifetime, at))
}

function startOf(key: Key): number {
  return key.sendLifetime.start ?? Number.NEGATIVE_INFINITY
}

function endOf(key: Key): number {
  return key.sendLifetime.end ?? Number.POSITIVE_INFINITY
}

function last<K extends Key>(keys: readonly K[], by: (key: K) => number): K | undefined {
  let best: K | undefined
  for (const key of keys) {
    if (best === undefined || by(key) > by(best) || (by(key) === by(best) && key.keyId > best.keyId)) best = key
  }
  return best
}
