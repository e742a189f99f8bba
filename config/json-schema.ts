import * as z from 'zod'
import { camel } from './schema/section.js'
import { schema } from './schema.js'

/** What this project's schemas say of a key beside what JSON Schema itself does. */
export interface KeySchema {
  readonly description?: string
  readonly type?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, KeySchema>>
  readonly additionalProperties?: KeySchema | boolean
  readonly propertyNames?: KeySchema
  readonly items?: KeySchema
  readonly required?: readonly string[]
  readonly anyOf?: readonly KeySchema[]
  /** What is accepted, in words that fit after "expected". */
  readonly values?: string
  /** How a value is written for a person. */
  readonly unit?:
    | 'duration'
    | 'bandwidth'
    | 'address'
    | 'prefix'
    | 'prefix-range'
    | 'listen'
    | 'moment'
    | 'table'
    | 'authentication'
  /** The value is shown to nobody. */
  readonly secret?: boolean
  /** The default where it is not one value. */
  readonly defaultText?: string
  /** The section at the top whose keys are all keys of this one too. */
  readonly like?: string
  /** Where the meaning is defined. */
  readonly reference?: string
}

let made: KeySchema | undefined

/** The schema of the whole file with this project's own words in it. Made when it is first asked for: a start needs none. */
export function fileSchema(): KeySchema {
  made ??= z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as KeySchema
  return made
}

let keys: ReadonlyMap<string, string> | undefined

/** The key of the file that the settings have by this name: `hello-interval` for `helloInterval`; the name itself where there is none. */
export function keyOf(name: string): string {
  keys ??= new Map(keysIn(fileSchema()).map((key) => [camel(key), key]))
  return keys.get(name) ?? name
}

function keysIn({ properties = {}, additionalProperties: rest, items, anyOf = [] }: KeySchema): readonly string[] {
  const parts = [...Object.values(properties), ...anyOf, ...[rest, items].filter((part) => typeof part === 'object')]
  return [...Object.keys(properties), ...parts.flatMap(keysIn)]
}

/** For editors: JSON Schema draft 7, in which `description` says everything. */
export function jsonSchema(): object {
  const { $schema, ...rest } = explained(fileSchema()) as { $schema?: string }
  return { $schema, title: 'Waymark configuration', ...rest }
}

/** The sections of a key or list element by its path; undefined where the schema knows none. */
export function schemaAt(path: readonly PropertyKey[]): KeySchema | undefined {
  let node: KeySchema | undefined = fileSchema()
  for (const key of path) {
    if (node === undefined) return undefined
    const section: KeySchema = sectionOf(node)
    const rest = section.additionalProperties
    node = section.items ?? section.properties?.[String(key)] ?? (typeof rest === 'object' ? rest : undefined)
  }
  return node
}

/** The section that a key's value is, where it may be written bare too. */
export function sectionOf(node: KeySchema): KeySchema {
  return node.anyOf?.find((alternative) => alternative.type === 'object') ?? node
}

function explained(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(explained)
  if (typeof node !== 'object' || node === null) return node
  const {
    values,
    unit: _unit,
    secret: _secret,
    like: _like,
    defaultText,
    reference,
    description,
    ...rest
  } = node as KeySchema
  const sentences = [
    description,
    values === undefined ? undefined : `${values[0]!.toUpperCase()}${values.slice(1)}.`,
    defaultText === undefined ? undefined : `Default: ${defaultText}.`,
    reference === undefined ? undefined : `(${reference})`,
  ].filter((sentence) => sentence !== undefined)
  const entries = Object.entries(rest).map(([key, value]) => [key, explained(value)])
  return { ...(sentences.length > 0 && { description: sentences.join(' ') }), ...Object.fromEntries(entries) }
}
