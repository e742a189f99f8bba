import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { ask, ClientError } from '../../cli/client.js'
import { createProgram } from '../../cli/program.js'
import { show } from '../../cli/watch.js'
import { controlHandler } from '../../daemon/control/control.js'
import { httpServer, json, listenOnSocket } from '../../daemon/control/server.js'
import { FakeDaemon } from '../daemon/runtime/fake-daemon.js'

const WAYMARK = fileURLToPath(new URL('../../cli/main.js', import.meta.url))

/** What commands with `--json` must be told. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  check: ['config/example.yaml'],
  explain: ['239.1.1.1'],
}

/** `show ospf neighbors`, … */
function commandsWithJson(command: Command): string[] {
  const own = command.options.some((option) => option.long === '--json') ? [''] : []
  const below = command.commands.flatMap((each) =>
    commandsWithJson(each).map((rest) => `${each.name()} ${rest}`.trim()),
  )
  return [...own, ...below]
}

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function waymark(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [WAYMARK, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString()
    })
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString()
    })
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

describe('waymark show', { timeout: 60_000 }, () => {
  let folder: string
  let socket: string
  let fake: FakeDaemon
  let server: Server
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-cli-'))
    socket = join(folder, 'control.sock')
    fake = new FakeDaemon()
    await fake.start()
    const about = { daemon: fake.daemon, version: '1.2.3', configFile: 'w.yaml' }
    server = httpServer(
      controlHandler(
        about,
        {
          reload: () => fake.daemon.reload(),
          restart: () => Promise.resolve({ restarting: false, reason: 'not here' }),
          stubRouter: (active, instance) => fake.daemon.ospf.stubRouter(active, instance),
        },
        async () => ({ status: 200, type: 'text/plain', body: '' }),
      ),
    )
    await listenOnSocket(server, socket)
  })
  after(() => {
    server.close()
    server.closeAllConnections()
    fake.remove()
    rmSync(folder, { recursive: true })
  })

  it('prints a table of what the daemon answers', async () => {
    const { status, stdout, stderr } = await waymark('show', 'ospf', 'neighbors', '--socket', socket)
    assert.deepEqual([status, stderr], [0, ''])
    assert.match(stdout, /^AREA +INTERFACE +NEIGHBOR.*\n0\.0\.0\.0 +lan0 +192\.0\.2\.2 .*Full/)
  })

  it('prints JSON that carries the version of its shape', async () => {
    const { stdout } = await waymark('--socket', socket, 'show', 'sockets', '--json')
    const value = JSON.parse(stdout)
    assert.equal(value.schema, 1)
    assert.equal(value.sockets[0].interface, 'lan0')
  })

  it('has the version of its shape in the JSON of every command that prints any', async () => {
    const commands = commandsWithJson(createProgram())
    assert.ok(commands.length >= 12, `only ${commands.join(', ')}`)
    const run = async (command: string): Promise<void> => {
      const words = command.split(' ')
      const { stdout, stderr } = await waymark(...words, ...(ARGUMENTS[words[0]!] ?? []), '--json', '--socket', socket)
      assert.equal(JSON.parse(stdout).schema, 1, `${command}: ${stderr}`)
    }
    await Promise.all(commands.map(run))
  })

  it('asks about one instance of OSPF, and says which there are when there is none of the name', async () => {
    const words = ['show', 'ospf', 'neighbors', '--socket', socket, '--instance']
    assert.match((await waymark(...words, 'default')).stdout, /192\.0\.2\.2 .*Full/)
    const { status, stdout, stderr } = await waymark(...words, 'blue')
    assert.deepEqual([status, stdout], [1, ''])
    assert.equal(stderr, 'waymark: there is no OSPF instance blue; there are: default\n')
  })

  it('says in one line that the daemon is not running, with exit status 1', async () => {
    const { status, stdout, stderr } = await waymark('show', 'status', '--socket', join(folder, 'none.sock'))
    assert.deepEqual([status, stdout], [1, ''])
    assert.equal(stderr, `waymark: waymarkd is not running: nothing listens on ${join(folder, 'none.sock')}\n`)
  })

  it('says that the daemon is of another version, rather than show half of what it means', async () => {
    const path = join(folder, 'other.sock')
    let status = 404
    const other = httpServer(() => json(status, { schema: 2, neighbors: 'none' }))
    await listenOnSocket(other, path)
    await assert.rejects(ask(path, '/ospf/neighbors'), /is it of another version than waymark/)
    status = 200
    await assert.rejects(ask(path, '/ospf/neighbors'), /answers in version 2, this waymark reads version 1/)
    other.close()
  })

  it('refuses what cannot be meant', async () => {
    for (const args of [
      ['show', 'ospf', 'routes', '10.0.0.1/8'],
      ['show', 'status', '--watch', 'never'],
      ['show', 'ospf', 'neighbours'],
    ]) {
      const { status, stderr } = await waymark(...args, '--socket', socket)
      assert.equal(status, 1, args.join(' '))
      assert.notEqual(stderr, '')
    }
  })

  it('has reload print the problems of the file, with exit status 1', async () => {
    assert.deepEqual(await waymark('reload', '--socket', socket), {
      status: 0,
      stdout: 'nothing changed\n',
      stderr: '',
    })
    fake.next = { ok: false, error: [{ file: 'w.yaml', line: 1, column: 2, path: '', message: 'wrong' }] }
    const { status, stdout } = await waymark('reload', '--socket', socket)
    assert.deepEqual([status, stdout], [1, 'w.yaml:1:2: wrong\nthe old configuration stays in force\n'])
  })
})

describe('--watch', () => {
  async function watched(interactive: boolean): Promise<string> {
    let text = ''
    let looks = 0
    const end = new AbortController()
    const look = async (): Promise<string> => {
      looks++
      if (looks === 3) end.abort()
      return `look ${looks}\nsecond line`
    }
    await show(look, 0.001, { write: (part) => (text += part), interactive }, end.signal)
    return text
  }

  it('shows one answer below the other where nobody looks at a terminal', async () => {
    assert.equal(await watched(false), [1, 2, 3].map((n) => `look ${n}\nsecond line\n\n`).join(''))
  })

  it('goes on when the daemon is away, and says so meanwhile', async () => {
    let text = ''
    let looks = 0
    const end = new AbortController()
    const look = async (): Promise<string> => {
      looks++
      if (looks === 1) throw new ClientError('waymarkd is not running')
      end.abort()
      return 'back'
    }
    await show(look, 0.001, { write: (part) => (text += part), interactive: false }, end.signal)
    assert.equal(text, 'waymarkd is not running\n\nback\n\n')
  })

  it('shows each answer in the place of the one before on a terminal, and leaves nothing of that one', async () => {
    const text = await watched(true)
    assert.ok(text.endsWith('\u001b[Hlook 3\u001b[K\nsecond line\u001b[K\n\u001b[J'), JSON.stringify(text))
  })
})
