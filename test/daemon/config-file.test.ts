import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { formatProblem } from '../../config/problem.js'
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

  it('may begin with a byte order mark', () => {
    const path = join(folder, 'mark.yaml')
    writeFileSync(path, '\ufefflog: { level: debug }\n')
    assert.deepEqual(problemsOf(path), [])
  })
})
