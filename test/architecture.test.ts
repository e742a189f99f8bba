import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Which top folders a top folder may import. The compiler's references say the same to who adds one there. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  protocols: [],
  config: ['protocols'],
  daemon: ['protocols', 'config'],
  cli: ['protocols', 'config', 'daemon'],
  lab: ['protocols', 'config', 'daemon', 'cli'],
  test: ['protocols', 'config', 'daemon', 'cli', 'lab', 'bench'],
  bench: ['protocols', 'config', 'daemon', 'lab', 'test'],
}

/** Inside protocols/: no protocol imports another, but multicast, which is told what IGMP found out. */
const protocolsMayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  wire: ['base'],
  engine: ['base'],
  ospf: ['base', 'wire', 'engine'],
  igmp: ['base', 'wire', 'engine'],
  multicast: ['base', 'wire', 'engine', 'igmp'],
}

interface Source {
  readonly path: string
  readonly text: string
  /** Without comments, so that prose may name what code must not use. */
  readonly code: string
  /** As they are written. */
  readonly imports: readonly string[]
}

const sources: readonly Source[] = Object.keys(mayImport).flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join(folder, file))),
)

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const imports = [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
  return { path, text, code, imports }
}

/** The files of the repository that a source imports, from the root. */
const relativeImports = (source: Source): readonly string[] =>
  source.imports.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(source.path), name)))

const top = (path: string): string => path.split('/')[0]!
const second = (path: string): string => path.split('/')[1]!

describe('the walls that the compiler cannot hold', () => {
  for (const addon of ['raw-socket', 'netlink']) {
    it(`${addon} is imported by at most one file of the product`, () => {
      const ofAddon = (name: string): boolean => name === addon || name.startsWith(`${addon}/`)
      const importers = sources.filter((source) => top(source.path) !== 'test' && source.imports.some(ofAddon))
      assert.ok(importers.length <= 1, importers.map((source) => source.path).join(', '))
    })
  }

  it('time and chance are given to protocols/, never taken there', () => {
    const takers = sources.filter(
      (source) => top(source.path) === 'protocols' && /\bDate\b|\bMath\.random\b|\bperformance\./.test(source.code),
    )
    assert.deepEqual(
      takers.map((source) => source.path),
      [],
    )
  })

  it('a folder imports only what it may', () => {
    const wrong = sources.flatMap((source) =>
      relativeImports(source)
        .filter(
          (imported) => top(imported) !== top(source.path) && !mayImport[top(source.path)]!.includes(top(imported)),
        )
        .map((imported) => `${source.path} imports ${imported}`),
    )
    assert.deepEqual(wrong, [])
  })

  it('a protocol imports only what it may', () => {
    const wrong = sources
      .filter((source) => top(source.path) === 'protocols')
      .flatMap((source) =>
        relativeImports(source)
          .filter(
            (imported) =>
              second(imported) !== second(source.path) &&
              !(protocolsMayImport[second(source.path)] ?? []).includes(second(imported)),
          )
          .map((imported) => `${source.path} imports ${imported}`),
      )
    assert.deepEqual(wrong, [])
  })

  it('no file is longer than 400 lines', () => {
    const long = sources.filter((source) => source.text.split('\n').length - 1 > 400)
    assert.deepEqual(
      long.map((source) => source.path),
      [],
    )
  })

  it('no file holds the marks of a merge that was not finished', () => {
    const marked = sources.filter((source) => /^(<{7}|={7}|>{7})( |$)/m.test(source.text))
    assert.deepEqual(
      marked.map((source) => source.path),
      [],
    )
  })

  it('no file is called index, utils, helpers or manager', () => {
    const vague = sources.filter((source) => /(^|[/-])(index|utils?|helpers?|manager)\.ts$/.test(source.path))
    assert.deepEqual(
      vague.map((source) => source.path),
      [],
    )
  })

  it('docs/architecture.md draws every folder of the product', () => {
    const [, tree] = /## The tree\n(.*?)\n## /s.exec(readFileSync(join(root, 'docs/architecture.md'), 'utf8'))!
    const folders = new Set(sources.map((source) => dirname(source.path)).filter((path) => top(path) !== 'test'))
    assert.deepEqual(
      [...folders].filter((path) => !tree!.includes(`${path.split('/').at(-1)}/`)),
      [],
    )
  })
})
