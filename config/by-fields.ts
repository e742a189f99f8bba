import { type Prefix, prefixKey, prefixOf } from '../protocols/base/prefix.js'

/** A part of what an entry matches: what lies in a prefix, one number, or whatever there is (undefined). */
export type Field = Prefix | number | undefined

/** What a field has: everything, one number, or a prefix of this length. */
type Width = 'any' | 'one' | number

/**
 * Entries by what they match, field by field, so that those that match all of something are found without a look at each:
 * that is made as wide as entries are, in each of the few ways in which they are, and looked up.
 */
export class ByFields<T> {
  readonly #byWidths = new Map<string, { readonly widths: readonly Width[]; readonly entries: Map<string, T[]> }>()

  /** Every entry has the same number of fields. */
  add(fields: readonly Field[], entry: T): void {
    const widths = fields.map(widthOf)
    const key = widths.join()
    const same = this.#byWidths.get(key) ?? { widths, entries: new Map<string, T[]>() }
    this.#byWidths.set(key, same)
    const name = widened(fields, widths)!
    const entries = same.entries.get(name)
    if (entries === undefined) same.entries.set(name, [entry])
    else entries.push(entry)
  }

  /** The entries of which each field matches all that the field in its place here does. */
  *covering(fields: readonly Field[]): Iterable<T> {
    for (const { widths, entries } of this.#byWidths.values()) {
      const name = widened(fields, widths)
      if (name !== undefined) yield* entries.get(name) ?? []
    }
  }
}

function widthOf(field: Field): Width {
  if (field === undefined) return 'any'
  return typeof field === 'number' ? 'one' : field.length
}

/** The fields as a text when they are made so wide; undefined where one is wider already. */
function widened(fields: readonly Field[], widths: readonly Width[]): string | undefined {
  const parts: string[] = []
  for (const [i, width] of widths.entries()) {
    const part = widenedField(fields[i], width)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts.join()
}

function widenedField(field: Field, width: Width): string | undefined {
  if (width === 'any') return ''
  if (field === undefined) return undefined
  if (typeof field === 'number') return width === 'one' ? `${field}` : undefined
  return width !== 'one' && width <= field.length ? `${prefixKey(prefixOf(field.address, width))}` : undefined
}
