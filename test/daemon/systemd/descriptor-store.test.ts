import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { descriptorStore, passedDescriptors } from '../../../daemon/systemd/descriptor-store.js'
import type { ServiceManager } from '../../../daemon/systemd/notify.js'

describe('the file descriptor store', () => {
  const said: string[] = []
  const manager: ServiceManager = {
    notify: (...lines) => void said.push(lines.join('|')),
    pass: (descriptor, ...lines) => void said.push([descriptor, ...lines].join('|')),
    watchdogInterval: undefined,
  }
  const supervised = { NOTIFY_SOCKET: '@n', FDSTORE: '1024' }
  const passed = { LISTEN_PID: '42', LISTEN_FDS: '3', LISTEN_FDNAMES: 'a:b.1:b.2' }

  it('is there where the service manager has room for our descriptors, and says so', () => {
    assert.equal(descriptorStore({}, 42, manager), undefined)
    assert.equal(descriptorStore({ NOTIFY_SOCKET: '@n' }, 42, manager), undefined)
    assert.equal(descriptorStore({ NOTIFY_SOCKET: '@n', FDSTORE: '0' }, 42, manager), undefined)
    assert.equal(descriptorStore({ FDSTORE: '3' }, 42, manager), undefined)
    assert.notEqual(descriptorStore(supervised, 42, manager), undefined)
  })

  it('gives what it kept back by name, once', () => {
    const store = descriptorStore({ ...supervised, ...passed }, 42, manager)!
    assert.deepEqual(
      [...store.take('b.')],
      [
        ['b.1', 4],
        ['b.2', 5],
      ],
    )
    assert.deepEqual([...store.take('b.')], [])
    assert.deepEqual([...store.take('a')], [['a', 3]])
  })

  it('gives nothing that is meant for another process', () => {
    assert.deepEqual([...passedDescriptors(passed, 7)], [])
    assert.deepEqual([...passedDescriptors({ LISTEN_PID: '7' }, 7)], [])
  })

  it('is asked to keep a socket without watching it, and to forget one', () => {
    said.length = 0
    const store = descriptorStore(supervised, 42, manager)!
    store.keep('a', 17)
    store.forget('a')
    assert.deepEqual(said, ['17|FDSTORE=1|FDPOLL=0|FDNAME=a', 'FDSTOREREMOVE=1|FDNAME=a'])
  })
})
