import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectServiceManager, unixAddress } from '../../../daemon/systemd/notify.js'

describe('the service manager', () => {
  const record = (): { sent: string[]; open: () => Promise<(address: Buffer, payload: Buffer) => boolean> } => {
    const sent: string[] = []
    return {
      sent,
      open: async () => (_address, payload) => {
        sent.push(payload.toString())
        return true
      },
    }
  }

  it('is told nothing where nobody supervises us', async () => {
    const { open } = record()
    const manager = await connectServiceManager({}, 1, () => assert.fail(`${open} was asked for`))
    manager.notify('READY=1')
    assert.equal(manager.watchdogInterval, undefined)
  })

  it('gets one datagram of assignments, one a line', async () => {
    const { sent, open } = record()
    const manager = await connectServiceManager({ NOTIFY_SOCKET: '/run/notify' }, 1, open)
    manager.notify('READY=1', 'STATUS=3 routes\nMAINPID=1')
    assert.deepEqual(sent, ['READY=1\nSTATUS=3 routes MAINPID=1'])
  })

  it('loses nothing, and keeps the order, while the queue of the service manager is full', async () => {
    const sent: string[] = []
    let refusals = 3
    const manager = await connectServiceManager(
      { NOTIFY_SOCKET: '@x' },
      1,
      async () => (_address, payload, descriptor) => {
        if (refusals-- > 0) return false
        sent.push(`${payload}${descriptor === undefined ? '' : ` with ${descriptor}`}`)
        return true
      },
    )
    manager.pass(7, 'FDSTORE=1')
    manager.notify('FDSTOREREMOVE=1')
    manager.notify('READY=1')
    for (const end = performance.now() + 5000; sent.length < 3 && performance.now() < end; ) await sleep(5)
    assert.deepEqual(sent, ['FDSTORE=1 with 7', 'FDSTOREREMOVE=1', 'READY=1'])
  })

  it('watches this process only, at the interval it says', async () => {
    const { open } = record()
    const interval = async (env: Record<string, string>): Promise<number | undefined> =>
      (await connectServiceManager({ NOTIFY_SOCKET: '@x', ...env }, 42, open)).watchdogInterval
    assert.equal(await interval({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '42' }), 30_000)
    assert.equal(await interval({ WATCHDOG_USEC: '30000000' }), 30_000)
    assert.equal(await interval({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }), undefined)
    assert.equal(await interval({ WATCHDOG_USEC: 'soon' }), undefined)
    assert.equal(await interval({}), undefined)
  })

  it('has an address that is a path with an end, or an abstract name without one', () => {
    assert.equal(unixAddress('/run/n')?.toString('latin1'), '\u0001\u0000/run/n\u0000')
    assert.equal(unixAddress('@n')?.toString('latin1'), '\u0001\u0000\u0000n')
    assert.equal(unixAddress('relative'), undefined)
    assert.equal(unixAddress(`/${'x'.repeat(200)}`), undefined)
  })

  for (const abstract of [false, true]) {
    it(`receives the datagram on ${abstract ? 'an abstract socket' : 'a path'}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'waymark-notify-'))
      const path = join(folder, 'notify')
      const address = abstract ? `@${path}` : path
      // Node has no datagram sockets of the Unix family.
      const listener = spawn('python3', ['-c', LISTENER, address], { stdio: ['ignore', 'pipe', 'inherit'] })
      try {
        const output = lines(listener.stdout)
        assert.equal(await output(), 'listening')
        const manager = await connectServiceManager({ NOTIFY_SOCKET: address }, process.pid)
        manager.notify('READY=1', 'STATUS=fine')
        assert.equal(await output(), 'READY=1|STATUS=fine')
      } finally {
        listener.kill()
        rmSync(folder, { recursive: true })
      }
    })
  }
})

const LISTENER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.settimeout(10)
s.bind(sys.argv[1].replace('@', chr(0), 1) if sys.argv[1][0] == '@' else sys.argv[1])
print('listening', flush=True)
print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
`

/** Reads a stream line by line; fails when it ends. */
function lines(stream: Readable): () => Promise<string> {
  const iterator = createInterface({ input: stream })[Symbol.asyncIterator]()
  return async () => {
    const { value, done } = await iterator.next()
    assert.ok(!done, 'the listener ended')
    return value
  }
}
