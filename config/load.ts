import type { core } from 'zod'
import { err } from '../protocols/base/result.js'
import { type ConfigDocument, readDocument } from './document.js'
import { judgeInstances } from './instances.js'
import { schemaAt, sectionOf } from './json-schema.js'
import { nearest } from './nearest.js'
import { judgeOrder } from './never-used.js'
import type { Path } from './place.js'
import type { Problem } from './problem.js'
import type { RuleParams } from './schema/section.js'
import { schema } from './schema.js'
import { type Finding, withSecrets } from './secrets.js'
import type { SecretReader, Settings } from './settings.js'

/** Settings, and what is probably not meant so; or everything that is wrong. */
export type Loaded =
  | { readonly ok: true; readonly value: Settings; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly error: readonly Problem[] }

/**
 * The settings that the text of a configuration file stands for, or everything that is wrong with it, in the order of
 * the file. Never throws.
 *
 * @param file the name that the problems carry
 * @param readSecret reads the files that hold keys and passwords
 * @param worldReadable whether everybody on the machine can read the text too
 */
export function loadConfig(text: string, file: string, readSecret: SecretReader, worldReadable = false): Loaded {
  const document = readDocument(text)
  if (!document.ok) return err(document.error.map((problem) => ({ file, path: '', ...problem })))
  const { value, places, positionAt, flaws } = document.value
  if (value === null) return err([{ file, line: 1, column: 1, path: '', message: 'the file is empty' }])
  const checked = schema.safeParse(value)
  const problemsAt = (found: readonly Found[]): readonly Problem[] =>
    found
      .toSorted((a, b) => a.offset - b.offset)
      .map(({ offset, path, message }) => ({ file, ...positionAt(offset), path: path.map(String).join('.'), message }))
  if (!checked.success) {
    const found = checked.error.issues.flatMap((issue) => explain(issue, document.value))
    return err(problemsAt([...flaws, ...found]))
  }
  const { settings, findings: aboutSecrets } = withSecrets(checked.data, value, readSecret, worldReadable)
  const findings = [...judgeInstances(checked.data, value), ...aboutSecrets, ...judgeOrder(checked.data, value)]
  const found = (severity: Finding['severity']): readonly Found[] =>
    findings
      .filter((finding) => finding.severity === severity)
      .map(({ path, message }) => ({ offset: places.of(path).key, path, message }))
  const problems = [...flaws, ...found('problem')]
  if (problems.length > 0) return err(problemsAt(problems))
  return { ok: true, value: settings, warnings: problemsAt(found('warning')) }
}

interface Found {
  readonly offset: number
  readonly path: Path
  readonly message: string
}

/** An issue of the schema in the operator's words, at the place in the file that is to be changed. */
function explain(issue: core.$ZodIssue, { value, places }: ConfigDocument): readonly Found[] {
  const { path } = issue
  const place = places.of(path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .filter((key) => key !== '__proto__')
        .map((key) => {
          const unknown = [...path, key]
          return { offset: places.of(unknown).key, path: unknown, message: unknownKey(path, key) }
        })
    case 'custom': {
      const { keys } = (issue.params ?? { keys: [] }) as RuleParams
      const written = keys.map((key) => places.of([...path.slice(0, -1), key])).find(({ found }) => found)
      return [{ offset: (written ?? place).key, path, message: issue.message }]
    }
    case 'invalid_key': {
      const expected = sectionOf(schemaAt(path.slice(0, -1)) ?? {}).propertyNames?.values
      return [{ offset: place.key, path, message: `expected ${expected}` }]
    }
    default:
      if (!place.found) return [{ offset: place.key, path, message: 'required key is missing' }]
      return [{ offset: place.value, path, message: `expected ${expected(path)}${notThis(value, path)}` }]
  }
}

function unknownKey(path: Path, key: string): string {
  const known = Object.keys(sectionOf(schemaAt(path) ?? {}).properties ?? {})
  const meant = nearest(key, known)
  return meant === undefined ? `unknown key; known here: ${known.join(', ')}` : `unknown key; did you mean ${meant}?`
}

function expected(path: Path): string {
  const node = schemaAt(path)
  if (node?.values !== undefined) return node.values
  const keys = Object.keys(node?.properties ?? {})
  return `a section with keys such as ${keys.slice(0, 3).join(', ')}`
}

/** What is there instead, but for secrets. */
function notThis(value: unknown, path: Path): string {
  return schemaAt(path)?.secret === true ? '' : `, not ${shown(valueAt(value, path))}`
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown>)[key], value)
}

/** A value as the file has it, cut to the length of a line. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a section'
  if (typeof value !== 'string') return String(value)
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}
