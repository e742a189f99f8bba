import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGES = 'docs/conformance'
/** Where a page's files and tests may be, beside the folders that it says they are under. */
const PLACES = [
  '',
  PAGES,
  ...['ospf', 'igmp', 'multicast'].flatMap((protocol) => [`protocols/${protocol}`, `test/${protocol}`]),
]

describe('docs/conformance', () => {
  for (const page of readdirSync(join(ROOT, PAGES))) {
    const text = readFileSync(join(ROOT, PAGES, page), 'utf8')
    const places = [...PLACES, ...[...text.matchAll(/ under `([\w./-]+\/)`/g)].map((match) => match[1]!)]
    /** The file or folder that the page speaks of. */
    const find = (path: string): string | undefined =>
      places.map((place) => join(ROOT, place, path)).find((candidate) => existsSync(candidate))

    it(`${page}: every file that it names is there`, () => {
      const named = [...text.matchAll(/`([\w./-]+(?:\.ts|\.md|\/))`/g)].map((match) => match[1]!)
      assert.deepEqual(
        named.filter((path) => find(path) === undefined),
        [],
      )
    })

    it(`${page}: every test that it names by its sentence is in the file`, () => {
      for (const [, file, names] of text.matchAll(/`([\w./-]+\.test\.ts)`: (“[^”]+”(?:, “[^”]+”)*)/g)) {
        const source = readFileSync(find(file!)!, 'utf8')
        for (const [, name] of names!.matchAll(/“([^”]+)”/g)) assert.ok(source.includes(name!), `${file}: ${name}`)
      }
    })
  }
})
