import type { OspfInterface, OspfMemory } from '../memory.js'
import type { Authentication } from '../packet/authentication.js'
import { isExpired, type Key, sendKey, type WallClock } from './key.js'
import { wallClockAt } from './memory.js'

/** How an interface's packets are authenticated now. */
export interface AuthenticationInUse {
  readonly type: Authentication['type']
  /** null for the types without keys. */
  readonly key: KeyInUse | null
}

export interface KeyInUse {
  readonly keyChain: string
  /** Of the key that packets are sent with. */
  readonly keyId: number
  readonly algorithm: Key['algorithm']
  /** Its send lifetime is over, and no other's has begun. */
  readonly expired: boolean
}

export function authenticationInUse(authentication: Authentication, at: WallClock): AuthenticationInUse {
  const { type } = authentication
  if (type === 'null' || type === 'simple') return { type, key: null }
  const { keyChain, keys } = authentication
  const key = sendKey<Key>(keys, at)
  if (key === undefined) return { type, key: null }
  return { type, key: { keyChain, keyId: key.keyId, algorithm: key.algorithm, expired: isExpired(keys, at) } }
}

/** Says it once when the last key of a chain expires that an interface sends with, and once when there is a valid one. */
export function watchKeyExpiry(memory: OspfMemory, ospfInterface: OspfInterface): void {
  const { settings, key: name } = ospfInterface
  const { key } = authenticationInUse(settings.authentication, wallClockAt(memory.authentication, memory.now))
  const expired = key?.expired ?? false
  if (expired === ospfInterface.keyExpired) return
  ospfInterface.keyExpired = expired
  if (key === null) return
  const { keyChain, keyId } = key
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'key-chain',
      level: expired ? 'warning' : 'notice',
      interface: name,
      keyChain,
      keyId,
      expired,
    },
  })
}
