import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../config/load.js'
import { formatProblem } from '../config/problem.js'
import { ok } from '../protocols/base/result.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const pages = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/operations.md']

describe('what a reader tries first', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8')

    it(`${page}: its configurations are free of problems`, () => {
      for (const [, yaml] of text.matchAll(/^```yaml\n(.*?)^```/gms)) {
        const loaded = loadConfig(yaml!, page, () => ok({ bytes: Buffer.from('a secret'), worldReadable: false }))
        assert.deepEqual(loaded.ok ? [] : loaded.error.map(formatProblem), [])
      }
    })

    it(`${page}: its links lead somewhere`, () => {
      for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert.ok(existsSync(join(root, dirname(page), target!)), `${page} links to ${target}`)
      }
    })
  }

  it('every script that README.md and CONTRIBUTING.md name is there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const text = readFileSync(join(root, 'README.md'), 'utf8') + readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
    for (const [, name] of text.matchAll(/npm (?:run )?(start|test|build|lint|format)\b/g))
      assert.ok(name! in scripts, name)
  })
})
