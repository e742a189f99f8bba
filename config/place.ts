import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml'

/** Where a path ends, as offsets in the text of the file. */
export interface Place {
  /** Of the key, or of the list element. */
  readonly key: number
  /** Of the value; that of the key where there is none. */
  readonly value: number
  /** Whether the path is there; otherwise this is the place of the nearest key above it that is. */
  readonly found: boolean
}

export type Path = readonly PropertyKey[]

/** Where the paths of a document are, followed through aliases and merge keys. */
export class Places {
  readonly #document: Document
  readonly #pairs = new Map<YAMLMap, Map<string, Pair>>()

  constructor(document: Document) {
    this.#document = document
  }

  of(path: Path): Place {
    let node: unknown = this.#document.contents
    let key = offsetOf(node) ?? 0
    let value = key
    for (const step of path) {
      node = this.#followed(node)
      if (isMap(node)) {
        const pair = this.#pairOf(node, String(step))
        if (pair === undefined) return { key, value, found: false }
        key = offsetOf(pair.key) ?? key
        value = offsetOf(pair.value) ?? key
        node = pair.value
      } else {
        const item = isSeq(node) ? node.items[Number(step)] : undefined
        if (item === undefined) return { key, value, found: false }
        key = offsetOf(item) ?? key
        value = key
        node = item
      }
    }
    return { key, value, found: true }
  }

  #pairOf(map: YAMLMap, key: string): Pair | undefined {
    let pairs = this.#pairs.get(map)
    if (pairs === undefined) {
      pairs = new Map()
      this.#pairs.set(map, pairs)
      for (const pair of map.items) pairs.set(keyText(pair.key), pair)
    }
    const own = pairs.get(key)
    if (own !== undefined) return own
    const merged = this.#followed(pairs.get(MERGE)?.value)
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const target = this.#followed(source)
      const found = isMap(target) && target !== map ? this.#pairOf(target, key) : undefined
      if (found !== undefined) return found
    }
    return undefined
  }

  #followed(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node
  }
}

export const MERGE = '<<'

/** A key as the value of the document has it: `0:` and `"0":` are the same. */
export function keyText(key: unknown): string {
  const value: unknown = isScalar(key) ? key.value : key
  return typeof value === 'symbol' ? (value.description ?? '') : String(value ?? '')
}

export function offsetOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0]
}
