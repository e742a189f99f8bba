import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

/** The root of the repository, from build/test/conformance. */
const ROOT = new URL('../../../', import.meta.url)

test('every statement of docs/conformance/igmp-checklist.md has the test that it names', () => {
  const page = readFileSync(new URL('docs/conformance/igmp-checklist.md', ROOT), 'utf8')
  const rows = [...page.matchAll(/^\| (\d+) \| .+ \| `(.+)` \| (.+) \|$/gm)]
  assert.deepEqual(
    rows.map(([, number]) => Number(number)),
    Array.from({ length: 61 }, (_, i) => i + 1),
  )
  for (const [, number, file, name] of rows) {
    const source = readFileSync(new URL(`test/${file}`, ROOT), 'utf8')
    assert.ok(source.includes(`'${name}'`) || source.includes(`"${name}"`), `${number}: ${file} has no test ‘${name}’`)
  }
})
