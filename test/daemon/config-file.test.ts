import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { formatProblem, formatWarning } from '../../config/problem.js'
import { readConfigFile } from '../../daemon/config-file.js'

const folder = mkdtempSync(join(tmpdir(), 'waymark-config-file-'))
after(() => rmSync(folder, { recursive: true }))

const problemsOf = (path: string): readonly string[] => {
  const result = readConfigFile(path)
  return result.ok ? [] : result.error.map(formatProblem)
}

describe('a configuration file', () => {
  it('that is not there is a problem', () => {
    const path = join(folder, 'none.yaml')
    assert.deepEqual(problemsOf(path), [`${path}:1:1: cannot be read: there is no such file`])
  })

  it('that is a directory is a problem', () => {
    assert.deepEqual(problemsOf(folder), [`${folder}:1:1: cannot be read: it is a directory, not a file`])
  })

  it('that is larger than any configuration is a problem, found without reading all of it', () => {
    const path = join(folder, 'large.yaml')
    writeFileSync(path, '')
    truncateSync(path, 100 * 1024 * 1024)
    const before = process.memoryUsage().arrayBuffers
    assert.deepEqual(problemsOf(path), [`${path}:1:1: cannot be read: it is larger than 4 MiB`])
    assert.ok(process.memoryUsage().arrayBuffers - before < 10 * 1024 * 1024)
  })

  it('that is endless is a problem', () => {
    assert.deepEqual(problemsOf('/dev/zero'), ['/dev/zero:1:1: cannot be read: it is larger than 4 MiB'])
  })

  it('that is no text is a problem', () => {
    const path = join(folder, 'bytes.yaml')
    writeFileSync(path, new Uint8Array([0x6c, 0xff, 0xfe]))
    assert.deepEqual(problemsOf(path), [`${path}:1:1: cannot be read: it is not UTF-8 text`])
  })

  it('that is empty is a problem', () => {
    assert.deepEqual(problemsOf('/dev/null'), ['/dev/null:1:1: the file is empty'])
  })

  it('with secrets in it that everybody can read is warned of, once', () => {
    const path = join(folder, 'secrets.yaml')
    const key = (id: number) => `{ key-id: ${id}, algorithm: hmac-sha-256, key: secret }`
    writeFileSync(
      path,
      `ospf: { areas: { 0: { interfaces: { a: { authentication: { key-chain: c } } } } } }\nkey-chains:\n  c: [${key(1)}, ${key(2)}]\n`,
    )
    const warnings = (mode: number): readonly string[] => {
      chmodSync(path, mode)
      const result = readConfigFile(path)
      return result.ok ? result.warnings.map(formatWarning) : ['problems']
    }
    assert.deepEqual(warnings(0o640), [])
    assert.deepEqual(warnings(0o644), [
      `${path}:3:45: key-chains.c.0.key: warning: everybody on this machine can read this file, with the secrets in it`,
    ])
  })

  it('may begin with a byte order mark', () => {
    const path = join(folder, 'mark.yaml')
    writeFileSync(path, '\ufefflog: { level: debug }\n')
    assert.deepEqual(problemsOf(path), [])
  })
})
