import type { Duration } from '../protocols/base/duration.js'
import { formatIpv4 } from '../protocols/base/ipv4.js'
import { formatPrefix, type Prefix } from '../protocols/base/prefix.js'
import { formatPrefixRange, type PrefixRange } from '../protocols/base/prefix-list.js'
import type { DefaultInformation } from '../protocols/ospf/external/settings.js'
import type { Authentication } from '../protocols/ospf/packet/authentication.js'
import { type KeySchema, keyOf, schemaAt } from './json-schema.js'
import type { Path } from './place.js'
import { type InstanceSettings, type ListenAddress, MAIN_TABLE, type Settings, VRF_TABLE } from './settings.js'
import { formatBandwidth, formatDuration } from './units.js'

/** One thing that two settings do not have in common, defaults included. */
export interface Change {
  /** The part of the settings it belongs to. */
  readonly section: keyof Settings
  /** Dotted, in the words of the file: `ospf.areas.0.0.0.0.interfaces.lan0.cost` */
  readonly path: string
  /** As a person writes it, `''` for a whole section; undefined where it was not there. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What is different; empty where nothing is. Of a section that is new or gone only the section itself. */
export function diff(before: Settings, after: Settings): readonly Change[] {
  const sections = Object.keys({ ...before, ...after }) as (keyof Settings)[]
  return sections.flatMap((section) =>
    compare(treeOf([keyOf(section)], before[section]), treeOf([keyOf(section)], after[section]), [keyOf(section)]).map(
      (change) => ({
        section,
        ...change,
      }),
    ),
  )
}

/** `ospf.areas.0.0.0.0.interfaces.lan0.cost: 10 → 20` */
export function formatChange({ path, before, after }: Change): string {
  if (before === undefined) return after === '' ? `${path}: added` : `${path}: set to ${after}`
  if (after === undefined) return before === '' ? `${path}: removed` : `${path}: no longer set (was ${before})`
  return `${path}: ${before} → ${after}`
}

/** A value, or the keys of a section in their order. */
export type Tree = Leaf | ReadonlyMap<string, Tree>

interface Leaf {
  /** As a person writes it, without the secrets in it. */
  readonly text: string
  /** To be compared, and shown to nobody. */
  readonly exact: string
}

function compare(before: Tree | undefined, after: Tree | undefined, path: Path): readonly Omit<Change, 'section'>[] {
  if (!isSection(before) || !isSection(after)) {
    const [was, is] = [textOf(before), textOf(after)]
    const sameSecret = isSection(before) || isSection(after) || before?.exact === after?.exact
    if (was === is && sameSecret) return []
    return [{ path: inFile(path).join('.'), before: was, after: was === is ? `${is} with another secret` : is }]
  }
  const keys = [...before.keys(), ...[...after.keys()].filter((key) => !before.has(key))]
  const changes = keys.flatMap((key) => compare(before.get(key), after.get(key), [...path, key]))
  // Of several patterns that match, the first counts: their order is a setting too.
  const was = [...before.keys()].filter((key) => after.has(key)).join(', ')
  const is = [...after.keys()].filter((key) => before.has(key)).join(', ')
  return was === is ? changes : [{ path: inFile(path).join('.'), before: was, after: is }, ...changes]
}

function textOf(tree: Tree | undefined): string | undefined {
  return isSection(tree) ? '' : tree?.text
}

export function isSection(tree: Tree | undefined): tree is ReadonlyMap<string, Tree> {
  return tree instanceof Map
}

/** Where the file names a setting otherwise than the engines do. */
const WRITTEN_AS: Readonly<Record<string, Path>> = {
  'ospf.router-id': ['router-id'],
  'ospf.hostname': ['hostname'],
  'multicast.proxies': ['multicast', 'proxy'],
}

export function inFile(path: Path): Path {
  return WRITTEN_AS[path.join('.')] ?? path
}

/** What is in force of a part of the settings, without what is left open. */
export function treeOf(path: Path, value: unknown): Tree | undefined {
  if (value === undefined) return undefined
  const known = schemaAt(inFile(path))
  // What no file can set is the same everywhere.
  if (known === undefined) return undefined
  if (known.unit === 'authentication') return authenticationAsWritten(value as Authentication)
  const entries = known.unit === undefined && known.type !== 'array' ? entriesOf(value) : undefined
  if (entries === undefined) return { text: written(value, known), exact: JSON.stringify(value) }
  return new Map(
    entries.flatMap(([key, part]) => {
      const tree = treeOf([...path, key], part)
      return tree === undefined ? [] : [[key, tree] as const]
    }),
  )
}

/** The keys of a section in the file; undefined for a value. Rules and areas are lists in the settings. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) {
    if (value.every(isRule)) return value.map((rule) => [rule.pattern, rule.settings])
    if (value.every(isVirtualLink)) return value.map(({ neighbor, settings }) => [formatIpv4(neighbor), settings])
    if (value.every(isRange)) return value.map(({ prefix, ...rest }) => [formatPrefix(prefix), rest])
    if (value.every(isChain)) return value.map(({ name, keys }) => [name, keys])
    if (value.every(isInstance)) return value.map(({ name, ospf, ...rest }) => [name, { ...rest, ...ospf }])
    if (value.every(isArea)) return value.map(({ id, ...rest }) => [formatIpv4(id), rest])
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const section = isDefaultInformation(value) ? withWhatItSays(value) : value
  return Object.entries(section).map(([key, part]) => [keyOf(key), part])
}

function isDefaultInformation(section: object): section is DefaultInformation {
  return 'condition' in section && 'set' in section
}

/** In the file the two stand side by side. */
function withWhatItSays({ set, ...rest }: DefaultInformation): object {
  return { ...rest, ...set }
}

function isRule(item: unknown): item is { readonly pattern: string; readonly settings: unknown } {
  return typeof item === 'object' && item !== null && 'pattern' in item && 'settings' in item
}

function isVirtualLink(item: unknown): item is { readonly neighbor: number; readonly settings: unknown } {
  return typeof item === 'object' && item !== null && 'neighbor' in item && 'settings' in item
}

function isRange(item: unknown): item is { readonly prefix: Prefix; readonly advertise: boolean } {
  return typeof item === 'object' && item !== null && 'prefix' in item && 'advertise' in item
}

function isChain(item: unknown): item is { readonly name: string; readonly keys: unknown } {
  return typeof item === 'object' && item !== null && 'name' in item && 'keys' in item
}

function isInstance(item: unknown): item is InstanceSettings {
  return typeof item === 'object' && item !== null && 'name' in item && 'ospf' in item
}

function isArea(item: unknown): item is { readonly id: number } {
  return typeof item === 'object' && item !== null && 'id' in item
}

/** The keys themselves are told under `key-chains`. */
function authenticationAsWritten(authentication: Authentication): Leaf | undefined {
  switch (authentication.type) {
    case 'null':
      return undefined
    case 'simple':
      return { text: '{ simple: (secret) }', exact: authentication.password.join() }
    case 'cryptographic': {
      const strict = authentication.strictSequence ? ', strict-sequence: true' : ''
      const text = `{ key-chain: ${authentication.keyChain}${strict} }`
      return { text, exact: text }
    }
    case 'extended': {
      const text = `{ key-chain: ${authentication.keyChain}, extended-sequence-numbers: true }`
      return { text, exact: text }
    }
  }
}

/** A value as a person writes it. */
function written(value: unknown, node: KeySchema): string {
  switch (node.unit) {
    case 'duration':
      return formatDuration(value as Duration)
    case 'bandwidth':
      return formatBandwidth(value as number)
    case 'address':
      return typeof value === 'string' ? value : formatIpv4(value as number)
    case 'prefix':
      return formatPrefix(value as Prefix)
    case 'prefix-range':
      return formatPrefixRange(value as PrefixRange)
    case 'moment':
      return new Date(value as number).toISOString()
    case 'table':
      return value === VRF_TABLE ? "the VRF's" : value === MAIN_TABLE ? 'main' : String(value)
    case 'listen': {
      const { host, port } = value as ListenAddress
      return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    }
    default:
      if (Array.isArray(value)) return value.map((item) => written(item, node.items ?? {})).join(', ') || 'none'
      if (typeof value === 'object' && value !== null) return `{ ${partsOf(value, node).join(', ')} }`
      return String(value)
  }
}

function partsOf(section: object, node: KeySchema): readonly string[] {
  return Object.entries(section).flatMap(([name, part]) => {
    const known = node.properties?.[keyOf(name)]
    return known === undefined || isNothing(part) ? [] : [`${keyOf(name)}: ${written(part, known)}`]
  })
}

/** Left out, or a section with everything left out. */
function isNothing(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part === undefined
  return Object.values(part).every((each) => each === undefined)
}
