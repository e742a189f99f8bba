import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../systemd/', import.meta.url))
const unit = `${folder}waymark.service`
const missing = spawnSync('systemd-analyze', ['--version']).error !== undefined

describe('waymark.service', { skip: missing && 'needs systemd-analyze (package systemd)' }, () => {
  it('is verified without a word: verify exits 0 also where it does not know a key', () => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' })
  })

  it('exposes no more than 2.5 of 10 by the measure of systemd-analyze security', () => {
    const { status, stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', unit], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, stdout.trim().split('\n').at(-1))
  })

  it('has the two capabilities that raw sockets and routes need, and no other', () => {
    const lines = readFileSync(unit, 'utf8').split('\n')
    for (const key of ['AmbientCapabilities', 'CapabilityBoundingSet']) {
      assert.deepEqual(
        lines.filter((line) => line.startsWith(`${key}=`)),
        [`${key}=CAP_NET_RAW CAP_NET_ADMIN`],
      )
    }
  })

  it('runs the program as its own first line does', () => {
    const program = readFileSync(new URL('../../../daemon/main.ts', import.meta.url), 'utf8')
    const [, command] = /^#!\/usr\/bin\/env -S (.*)\n/.exec(program)!
    assert.match(readFileSync(unit, 'utf8'), new RegExp(`^ExecStart=/usr/bin/env ${command} /opt/waymark/`, 'm'))
  })

  it('allows V8 to make machine code', () => {
    assert.doesNotMatch(readFileSync(unit, 'utf8'), /^MemoryDenyWriteExecute=/m)
  })
})

describe('waymark.sysusers.conf', { skip: missing && 'needs systemd-sysusers (package systemd)' }, () => {
  it('makes the user and the group of the service', () => {
    // An empty root: this machine may have them.
    const root = mkdtempSync(join(tmpdir(), 'waymark-sysusers-'))
    after(() => rmSync(root, { recursive: true }))
    const file = `${folder}waymark.sysusers.conf`
    const run = spawnSync('systemd-sysusers', ['--dry-run', `--root=${root}`, '-'], {
      encoding: 'utf8',
      input: readFileSync(file),
    })
    assert.equal(run.status, 0, run.stderr)
    assert.match(run.stderr, /group 'waymark'[\s\S]*user 'waymark'/)
  })
})
