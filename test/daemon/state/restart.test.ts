import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type LastLife, RestartStore, restartAfter } from '../../../daemon/state/restart.js'
import { seconds } from '../../../protocols/base/duration.js'

const NOW = 1_800_000_000_000
const HELPER = {
  enabled: true,
  strictLsaChecking: true,
  maximumGracePeriod: seconds(1800),
  plannedOnly: false,
  routers: undefined,
}
const GRACEFUL = { enabled: true, unplanned: true, gracePeriod: seconds(120), helper: HELPER }

describe('the restart that a new life goes on with (RFC 3623 §2.1, §5)', () => {
  const crashed: LastLife = { boot: 'A', graceEnds: undefined, planned: false }
  const planned: LastLife = { boot: 'A', graceEnds: NOW + 5, planned: true }

  it('is the planned one, as long as its grace period lasts', () => {
    assert.deepEqual(restartAfter(planned, 'A', GRACEFUL, NOW), { graceEnds: NOW + 5, planned: true })
    assert.equal(restartAfter(planned, 'A', GRACEFUL, NOW + 5), undefined)
  })

  it('begins with a crash', () => {
    assert.deepEqual(restartAfter(crashed, 'A', GRACEFUL, NOW), { graceEnds: NOW + 120_000, planned: false })
  })

  it('is none after a crash where that is switched off, but the planned one is', () => {
    const only = { ...GRACEFUL, unplanned: false }
    assert.equal(restartAfter(crashed, 'A', only, NOW), undefined)
    assert.notEqual(restartAfter(planned, 'A', only, NOW), undefined)
    assert.equal(restartAfter(planned, 'A', { ...GRACEFUL, enabled: false }, NOW), undefined)
  })

  it('is not prolonged by another crash', () => {
    const again: LastLife = { boot: 'A', graceEnds: NOW + 1000, planned: false }
    assert.deepEqual(restartAfter(again, 'A', GRACEFUL, NOW), { graceEnds: NOW + 1000, planned: false })
    assert.equal(restartAfter(again, 'A', GRACEFUL, NOW + 1000), undefined)
  })

  it('is none after the machine began anew, for its routes are gone', () => {
    assert.equal(restartAfter(crashed, 'B', GRACEFUL, NOW), undefined)
    assert.equal(restartAfter(planned, 'B', GRACEFUL, NOW), undefined)
  })
})

describe('how the last life ended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wm-restart-'))
  after(() => rmSync(folder, { recursive: true }))

  it('is kept: alive, with a grace period, in order', () => {
    const store = new RestartStore(folder, 'A')
    assert.equal(store.read().boot, undefined)
    store.alive(undefined)
    assert.deepEqual(new RestartStore(folder, 'B').read(), { boot: 'A', graceEnds: undefined, planned: false })
    store.alive({ graceEnds: NOW, planned: true })
    assert.deepEqual(store.read(), { boot: 'A', graceEnds: NOW, planned: true })
    store.ended()
    assert.equal(store.read().boot, undefined)
  })

  it('is in order where the file cannot be understood', () => {
    writeFileSync(join(folder, 'ospf-restart.json'), '{"boot":')
    assert.equal(new RestartStore(folder, 'A').read().boot, undefined)
  })
})
