import { formatIpv4 } from '../protocols/base/ipv4.js'
import { isKeyLongerThanDigest } from '../protocols/ospf/authentication/digest.js'
import type { ExtendedKey, Key, Lifetime } from '../protocols/ospf/authentication/key.js'
import { parseAreaId } from '../protocols/ospf/identifiers.js'
import { type Authentication, NULL_AUTHENTICATION } from '../protocols/ospf/packet/authentication.js'
import type { AreaSettings } from '../protocols/ospf/settings.js'
import type { Path } from './place.js'
import { PASSWORD_LENGTH, type WrittenAuthentication, type WrittenKey } from './schema/authentication.js'
import type { WrittenArea, WrittenOspf } from './schema/ospf.js'
import type { WrittenSettings } from './schema.js'
import type { ConfiguredOspf, KeyChain, SecretReader, Settings } from './settings.js'

/** Something that is wrong, or will probably be, at a key of the file. */
export interface Finding {
  readonly severity: 'problem' | 'warning'
  readonly path: Path
  readonly message: string
}

/** RFC 2328 §D.3: the Key ID of authentication type 2 has 8 bits. */
const HIGHEST_KEY_ID = 255

/**
 * The settings with the secrets in them: key chains are looked up by their names, and files with secrets are read.
 * What is found to be a problem leaves settings that must not be used.
 *
 * @param file the value of the whole file, in which areas have the names that paths need
 * @param worldReadable whether everybody on the machine can read that file
 */
export function withSecrets(
  written: WrittenSettings,
  file: unknown,
  read: SecretReader,
  worldReadable: boolean,
): { readonly settings: Settings; readonly findings: readonly Finding[] } {
  const secrets = new Secrets(written.keyChains, read, worldReadable)
  const withKeys = (ospf: WrittenOspf, at: Path): ConfiguredOspf => ({
    ...ospf,
    areas: ospf.areas.map((area) => secrets.area(area, [...at, 'areas', areaKey(file, at, area)])),
  })
  const ospf = written.ospf && withKeys(written.ospf, ['ospf'])
  const ospfInstances = written.ospfInstances.map((instance) => ({
    ...instance,
    ospf: withKeys(instance.ospf, ['ospf-instances', instance.name]),
  }))
  secrets.judgeChains()
  return {
    settings: { ...written, keyChains: secrets.chains, ospf, ospfInstances },
    findings: secrets.findings,
  }
}

/** An area's spelling in the file, `0` or `0.0.0.0`; the backbone may be there for virtual links only. */
export function areaKey(file: unknown, instance: Path, { id }: Pick<WrittenArea, 'id'>): string {
  const areas = [...instance, 'areas'].reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown>)[key], file)
  return Object.keys(areas as object).find((key) => parseAreaId(key) === id) ?? formatIpv4(id)
}

class Secrets {
  readonly findings: Finding[] = []
  readonly chains: readonly KeyChain[]
  readonly #read: SecretReader
  readonly #written: ReadonlyMap<string, readonly WrittenKey[]>
  readonly #used = new Set<string>()
  /** Whether it remains to be said that everybody can read the secrets that are in the file itself. */
  #exposed: boolean

  constructor(written: WrittenSettings['keyChains'], read: SecretReader, worldReadable: boolean) {
    this.#read = read
    this.#exposed = worldReadable
    this.#written = new Map(written.map(({ name, keys }) => [name, keys]))
    this.chains = written.map(({ name, keys }) => ({
      name,
      keys: keys.map((key, i) => this.#key(key, ['key-chains', name, i])),
    }))
  }

  area(area: WrittenArea, path: Path): AreaSettings {
    const interfaces = area.interfaces.map(({ pattern, settings }) => {
      const at = [...path, 'interfaces', pattern, 'authentication']
      return { pattern, settings: { ...settings, authentication: this.authentication(settings.authentication, at) } }
    })
    const virtualLinks = area.virtualLinks.map(({ neighbor, settings }) => {
      const at = [...path, 'virtual-links', formatIpv4(neighbor), 'authentication']
      return { neighbor, settings: { ...settings, authentication: this.authentication(settings.authentication, at) } }
    })
    return { ...area, interfaces, virtualLinks }
  }

  authentication(written: WrittenAuthentication | undefined, path: Path): Authentication {
    if (written === undefined) return NULL_AUTHENTICATION
    const { keyChain: name, simple, simpleFile, extendedSequenceNumbers, strictSequence } = written
    if (name === undefined) return this.#simple(simple, simpleFile, path)
    const chain = this.chains.find((each) => each.name === name)
    this.#used.add(name)
    if (chain === undefined) this.#problem([...path, 'key-chain'], `there is no key chain ${name} under key-chains`)
    const keys = chain?.keys ?? []
    if (!extendedSequenceNumbers) {
      for (const { keyId } of keys.filter((key) => key.keyId > HIGHEST_KEY_ID)) {
        const message = `key ${keyId} of ${name} is above ${HIGHEST_KEY_ID}: this needs extended-sequence-numbers`
        this.#problem([...path, 'key-chain'], message)
      }
      return { type: 'cryptographic', keyChain: name, keys, strictSequence }
    }
    for (const { keyId } of keys.filter((key) => !isExtended(key))) {
      const message = `key ${keyId} of ${name} is for MD5, which extended sequence numbers do not have (RFC 7474)`
      this.#problem([...path, 'key-chain'], message)
    }
    return { type: 'extended', keyChain: name, keys: keys.filter(isExtended) }
  }

  judgeChains(): void {
    for (const { name, keys } of this.chains) {
      if (!this.#used.has(name)) this.#warning(['key-chains', name], 'no interface uses this key chain')
      const written = this.#written.get(name)!
      for (const [index, key] of keys.entries()) this.#judgeKey(key, written[index]!, ['key-chains', name, index])
    }
  }

  #judgeKey(key: Key, { keyFile }: WrittenKey, path: Path): void {
    const at = [...path, keyFile === undefined ? 'key' : 'key-file']
    if (isKeyLongerThanDigest(key)) {
      const message = `longer than the digest of ${key.algorithm}: used as it is, as FRR and BIRD do, where RFC 5709 §3.3 hashes it first; a shorter key works with every router`
      this.#warning(at, message)
    }
    if (key.algorithm === 'md5' && key.secret.length > 16) {
      this.#warning(at, 'MD5 has keys of at most 16 bytes: the rest is not used')
    }
    if (!covers(key.acceptLifetime, key.sendLifetime)) {
      this.#warning(
        [...path, 'accept-lifetime'],
        'ends before the send-lifetime, or begins after it: routers with this chain refuse each other then',
      )
    }
  }

  #key({ keyId, algorithm, key, keyFile, sendLifetime, acceptLifetime }: WrittenKey, path: Path): Key {
    const secret = key === undefined ? this.#file(keyFile!, [...path, 'key-file']) : this.#inline(key, [...path, 'key'])
    return { keyId, algorithm, secret, sendLifetime, acceptLifetime }
  }

  #simple(written: string | undefined, file: string | undefined, at: Path): Authentication {
    const path = [...at, written === undefined ? 'simple-file' : 'simple']
    const bytes = written === undefined ? this.#file(file!, path) : this.#inline(written, path)
    if (bytes.length > PASSWORD_LENGTH) {
      this.#problem(path, `the password in it has ${bytes.length} bytes; at most ${PASSWORD_LENGTH} are possible`)
    }
    const password = new Uint8Array(PASSWORD_LENGTH)
    password.set(bytes.subarray(0, PASSWORD_LENGTH))
    return { type: 'simple', password }
  }

  /** A secret in the configuration itself. */
  #inline(secret: string, path: Path): Uint8Array {
    if (this.#exposed) this.#warning(path, 'everybody on this machine can read this file, with the secrets in it')
    this.#exposed = false
    return bytesOf(secret)
  }

  /** The secret in a file, empty where it cannot be had. */
  #file(name: string, path: Path): Uint8Array {
    const file = this.#read(name)
    if (!file.ok) {
      this.#problem(path, `${name} cannot be read: ${file.error}`)
      return new Uint8Array(0)
    }
    const { bytes, worldReadable } = file.value
    if (worldReadable) this.#warning(path, `everybody on this machine can read ${name}`)
    const secret = withoutLineBreak(bytes)
    if (secret.length === 0) this.#problem(path, `${name} is empty`)
    return secret
  }

  #problem(path: Path, message: string): void {
    this.findings.push({ severity: 'problem', path, message })
  }

  #warning(path: Path, message: string): void {
    this.findings.push({ severity: 'warning', path, message })
  }
}

function isExtended(key: Key): key is ExtendedKey {
  return key.algorithm !== 'md5'
}

function covers(wide: Lifetime, narrow: Lifetime): boolean {
  const begins = wide.start === undefined || (narrow.start !== undefined && wide.start <= narrow.start)
  const ends = wide.end === undefined || (narrow.end !== undefined && wide.end >= narrow.end)
  return begins && ends
}

/** A text of ASCII characters. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function withoutLineBreak(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  if (bytes[end - 1] === 0x0a) end -= 1
  if (bytes[end - 1] === 0x0d) end -= 1
  return bytes.slice(0, end)
}
