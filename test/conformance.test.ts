import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGES = 'docs/conformance'
/** Where a page's files and tests may be, beside the root. */
const PLACES = [
  '',
  PAGES,
  ...['ospf', 'igmp', 'multicast'].flatMap((protocol) => [`protocols/${protocol}`, `test/${protocol}`]),
]

/** The file or folder that a page speaks of. */
function find(path: string): string | undefined {
  return PLACES.map((place) => join(ROOT, place, path)).find(existsSync)
}

describe('docs/conformance', () => {
  for (const page of readdirSync(join(ROOT, PAGES))) {
    const text = readFileSync(join(ROOT, PAGES, page), 'utf8')

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
