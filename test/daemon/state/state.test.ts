import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { stateDirectory, writeState } from '../../../daemon/state/atomic-file.js'
import { chooseRouterId, RouterIdStore } from '../../../daemon/state/router-id.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { link } from '../runtime/fake-daemon.js'

describe('the chosen Router ID', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-state-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is the highest address of a loopback link, else the highest of all, never one of 127.0.0.0/8', () => {
    const lan = [link(2, 'lan0', '10.0.0.1', '203.0.113.200'), link(3, 'lan1', '198.51.100.1')]
    assert.equal(chooseRouterId([link(1, 'lo', '127.0.0.1', '10.255.0.1', '10.255.0.9'), ...lan]), ipv4('10.255.0.9'))
    assert.equal(chooseRouterId([link(1, 'lo', '127.0.0.1'), ...lan]), ipv4('203.0.113.200'))
    assert.equal(chooseRouterId([link(1, 'lo', '127.0.0.1')]), undefined)
  })

  it('is read back as it was written, in a folder that is made when it is missing', () => {
    const store = new RouterIdStore(join(folder, 'deep', 'down'))
    assert.equal(store.read(), undefined)
    store.write(routerId(ipv4('192.0.2.1')))
    assert.equal(store.read(), ipv4('192.0.2.1'))
  })

  it('is chosen anew where the file holds none', () => {
    const store = new RouterIdStore(folder)
    for (const text of ['', 'nonsense', '0.0.0.0\n', '1.2.3']) {
      writeFileSync(join(folder, 'router-id'), text)
      assert.equal(store.read(), undefined, text)
    }
  })

  it('leaves no half-written file behind', () => {
    writeState(join(folder, 'router-id'), 'one\n')
    writeState(join(folder, 'router-id'), 'two\n')
    assert.deepEqual(readdirSync(folder), ['router-id'])
    assert.throws(() => writeState('/dev/null/router-id', 'x'))
  })

  it('is kept where systemd says, or in /var/lib/waymark', () => {
    assert.equal(stateDirectory({ STATE_DIRECTORY: '/var/lib/a:/var/lib/b' }), '/var/lib/a')
    assert.equal(stateDirectory({}), '/var/lib/waymark')
  })
})
