import { Composer, isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, Parser, type YAMLError } from 'yaml'
import { invariant } from '../protocols/base/invariant.js'
import { err, ok, type Result } from '../protocols/base/result.js'
import { tooDeep } from './nesting.js'
import { keyText, MERGE, offsetOf, type Path, Places } from './place.js'

/** The text of a configuration file as a value, and where in the text everything of it stands. */
export interface ConfigDocument {
  readonly value: unknown
  readonly places: Places
  readonly positionAt: (offset: number) => Position
  /** Keys that are given twice and the like: the rest of the file can be judged all the same. */
  readonly flaws: readonly Flaw[]
}

export interface Position {
  readonly line: number
  readonly column: number
}

export interface Flaw {
  readonly offset: number
  readonly path: Path
  readonly message: string
}

/** Aliases multiplied by what they stand for: beyond this the value is out of all proportion to the text. */
const MAX_ALIASES = 10_000

/** Deeper than any configuration, and far from the end of the stack. */
const MAX_DEPTH = 64

const OPTIONS = {
  merge: true,
  // Whatever a %YAML directive says, words like `no` and numbers like 1:30 have the meaning of YAML 1.2.
  schema: 'core',
  stringKeys: true,
  resolveKnownTags: false,
  // Keys that are given twice are found below, in a time that does not grow with the square of their number.
  uniqueKeys: false,
  prettyErrors: false,
} as const

/** Reads YAML 1.2 with merge keys. Never throws; the error says why the text cannot be read. */
export function readDocument(text: string): Result<ConfigDocument, readonly (Position & { message: string })[]> {
  const lines = new LineCounter()
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  try {
    const tokens = [...new Parser(lines.addNewLine).parse(text)]
    const deep = tooDeep(tokens, MAX_DEPTH)
    if (deep !== undefined) return err([{ ...positionAt(deep), message: 'nested too deeply for a configuration' }])
    const [document, second] = [...new Composer({ ...OPTIONS, lineCounter: lines }).compose(tokens, true, text.length)]
    invariant(document !== undefined, 'the composer was told to make a document of whatever there is')
    if (second !== undefined) {
      return err([{ ...positionAt(second.range[0]), message: 'a second YAML document in the same file' }])
    }
    const errors = [...document.errors, ...document.warnings]
    if (errors.length > 0) {
      return err(errors.map((error) => ({ ...positionAt(error.pos[0]), message: syntaxMessage(error) })))
    }
    const { flaws, badAliases } = examine(document.contents)
    if (badAliases.length > 0) return err(badAliases.map(({ offset, message }) => ({ ...positionAt(offset), message })))
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    return ok({ value, places: new Places(document), positionAt, flaws })
  } catch (error) {
    // What is wrong with merge keys and the number of aliases comes out only when the value is made.
    const message = error instanceof Error ? error.message : String(error)
    return err([{ line: 1, column: 1, message: `YAML: ${message}` }])
  }
}

function syntaxMessage(error: YAMLError): string {
  return error.code === 'NON_STRING_KEY' ? 'a key must be a single word' : `YAML: ${error.message.split('\n', 1)[0]}`
}

/** What is wrong with keys whatever they mean, and aliases that stand for nothing or for what they are a part of. */
function examine(contents: unknown): { flaws: readonly Flaw[]; badAliases: readonly Flaw[] } {
  const flaws: Flaw[] = []
  const badAliases: Flaw[] = []
  const anchors = new Set<string>()
  const open: string[] = []
  const walk = (node: unknown, path: Path): void => {
    const offset = offsetOf(node) ?? 0
    if (isAlias(node)) {
      const message = open.includes(node.source) ? 'is part of what it stands for' : 'stands for nothing above it'
      if (open.includes(node.source) || !anchors.has(node.source)) {
        badAliases.push({ offset, path, message: `the alias *${node.source} ${message}` })
      }
      return
    }
    const anchor = isCollection(node) || isScalar(node) ? node.anchor : undefined
    if (anchor !== undefined) {
      anchors.add(anchor)
      open.push(anchor)
    }
    if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, index])
    if (isMap(node)) {
      const known = new Set<string>()
      for (const { key, value } of node.items) {
        const name = keyText(key)
        const within = name === MERGE ? path : [...path, name]
        const message = flawOf(name, known)
        if (message !== undefined) flaws.push({ offset: offsetOf(key) ?? offset, path: within, message })
        known.add(name)
        walk(key, within)
        walk(value, within)
      }
    }
    if (anchor !== undefined) open.pop()
  }
  walk(contents, [])
  return { flaws, badAliases }
}

function flawOf(name: string, known: ReadonlySet<string>): string | undefined {
  // The schema would pass it over: in a JavaScript object it is no key like others.
  if (name === '__proto__') return 'unknown key'
  return known.has(name) && name !== MERGE ? 'given twice' : undefined
}
