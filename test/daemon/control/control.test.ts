import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request, type Server } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ANSWERS } from '../../../daemon/control/answers.js'
import { controlHandler } from '../../../daemon/control/control.js'
import { httpServer, json, listenOnSocket } from '../../../daemon/control/server.js'
import { until } from '../../../lab/until.js'
import { FakeDaemon } from '../runtime/fake-daemon.js'

interface Answered {
  readonly status: number
  readonly type: string | undefined
  readonly body: string
}

function ask(socketPath: string, path: string, method = 'GET'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method, agent: false }, (response) => {
      let body = ''
      response.on('data', (part: Buffer) => {
        body += part.toString()
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()))

describe('the control socket', () => {
  let folder: string
  let path: string
  let fake: FakeDaemon
  let server: Server
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-control-'))
    path = join(folder, 'run', 'control.sock')
    fake = new FakeDaemon()
    await fake.start()
    const about = { daemon: fake.daemon, version: '1.2.3', configFile: '/etc/waymark/waymark.yaml' }
    const metrics = async () => ({ status: 200, type: 'text/plain', body: 'waymark_up 1\n' })
    server = httpServer(
      controlHandler(
        about,
        {
          reload: () => fake.daemon.reload(),
          restart: () => Promise.resolve({ restarting: false, reason: 'not here' }),
          stubRouter: (active, instance) => fake.daemon.ospf.stubRouter(active, instance),
        },
        metrics,
      ),
    )
    await listenOnSocket(server, path)
  })
  afterEach(() => {
    server.close()
    server.closeAllConnections()
    fake.remove()
    rmSync(folder, { recursive: true })
  })

  it('answers every path with JSON that carries the version of its shape', async () => {
    for (const each of Object.keys(ANSWERS)) {
      const { status, type, body } = await ask(path, each)
      assert.deepEqual([status, type], [200, 'application/json'], each)
      assert.equal(JSON.parse(body).schema, 1, each)
    }
    const neighbors = JSON.parse((await ask(path, '/ospf/neighbors')).body)
    assert.equal(neighbors.running, true)
    assert.equal(neighbors.neighbors[0].routerId, '192.0.2.2')
    const status = JSON.parse((await ask(path, '/status')).body)
    assert.equal(status.version, '1.2.3')
    const ospf = {
      instance: 'default',
      state: 'running',
      routerId: '192.0.2.1',
      vrf: null,
      table: 254,
      stubRouter: null,
      restarting: null,
      areas: 1,
      interfaces: 1,
      neighbors: 1,
      fullNeighbors: 1,
      lsas: 5,
      routes: 0,
      distances: { 'intra-area': 110, 'inter-area': 110, 'external-1': 110, 'external-2': 110 },
      metrics: { 'intra-area': 20, 'inter-area': 20, 'external-1': 20, 'external-2': 20 },
      abrType: 'cisco',
      rfc1583Compatibility: false,
      foreignLsas: { counted: 2, maximum: 50_000, overflows: 0, pauseLeft: null },
    }
    assert.deepEqual(status.ospf, [ospf])
  })

  it('answers about one instance of OSPF below its name, and says which there are', async () => {
    const { instances, neighbors } = JSON.parse((await ask(path, '/ospf/instances/default/neighbors')).body)
    assert.deepEqual([instances, neighbors[0].instance], [['default'], 'default'])
    const { status, body } = await ask(path, '/ospf/instances/blue/neighbors')
    assert.equal(status, 404)
    assert.equal(JSON.parse(body).error, 'there is no OSPF instance blue; there are: default')
    assert.equal((await ask(path, '/ospf/instances/default/nonsense')).status, 404)
    assert.equal((await ask(path, '/ospf/instances/default/stub-router/enter', 'POST')).status, 200)
    assert.equal((await ask(path, '/ospf/instances/blue/stub-router/enter', 'POST')).status, 404)
  })

  it('makes a large answer part by part, so that timers run in between', async () => {
    let made = 0
    let pulses = 0
    const pulse = setInterval(() => {
      if (made > 0 && made < 5000) pulses++
    }, 1)
    fake.ospf.database = function* () {
      // Half a second of work in all.
      for (; made < 5000; made++) {
        const until = performance.now() + 0.1
        while (performance.now() < until);
        yield { linkStateId: `${made}` } as never
      }
    }
    const { body } = await ask(path, '/ospf/database')
    clearInterval(pulse)
    assert.equal(JSON.parse(body).lsas.length, 5000)
    assert.ok(pulses >= 10, `timers ran ${pulses} times meanwhile`)
  })

  it('says that there is no such path, or that it is asked in the wrong way', async () => {
    assert.equal((await ask(path, '/ospf/nonsense')).status, 404)
    assert.equal((await ask(path, '/toString')).status, 404)
    assert.equal((await ask(path, '/reload')).status, 405)
    assert.equal((await ask(path, '/status', 'DELETE')).status, 405)
    assert.equal((await ask(path, '/status?x=1')).status, 200)
  })

  it('reloads, and answers with the problems of the file where it has some', async () => {
    assert.deepEqual(JSON.parse((await ask(path, '/reload', 'POST')).body), { schema: 1, loaded: true, changed: [] })
    fake.next = { ok: false, error: [{ file: 'w.yaml', line: 1, column: 2, path: '', message: 'wrong' }] }
    const { status, body } = await ask(path, '/reload', 'POST')
    assert.equal(status, 422)
    assert.deepEqual(JSON.parse(body), { schema: 1, loaded: false, problems: ['w.yaml:1:2: wrong'] })
  })

  it('serves the metrics too', async () => {
    assert.deepEqual(await ask(path, '/metrics'), { status: 200, type: 'text/plain', body: 'waymark_up 1\n' })
  })

  it('is for the owner and the group', () => {
    assert.equal(statSync(path).mode & 0o777, 0o660)
  })

  it('of a living daemon is not taken over, of a dead one is replaced', async () => {
    const second = httpServer(() => json(200, {}))
    await assert.rejects(listenOnSocket(second, path), /another process listens/)
    assert.equal((await ask(path, '/status')).status, 200)

    const left = join(folder, 'left.sock')
    const dead = createServer()
    await new Promise<void>((resolve) => dead.listen(left, resolve))
    // What a killed process leaves: the name of a socket that nobody listens on.
    const file = join(folder, 'kept.sock')
    const { linkSync } = await import('node:fs')
    linkSync(left, file)
    await new Promise((resolve) => dead.close(resolve))
    await listenOnSocket(second, file)
    assert.equal((await ask(file, '/')).status, 200)
    second.close()
  })

  it('cuts off a client that never ends its request, and goes on answering others', { timeout: 20_000 }, async () => {
    const slow = connect({ path })
    slow.on('error', () => {})
    slow.resume()
    slow.write('GET /status HTTP/1.1\r\nHost: x\r\n')
    assert.equal((await ask(path, '/status')).status, 200)
    await closed(slow)
  })

  it('refuses a head that is too long, and survives bytes that are not HTTP', async () => {
    for (const bytes of [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`, '\u0000\u0001\u0002nonsense\r\n\r\n']) {
      const client = connect({ path })
      client.on('error', () => {})
      client.resume()
      client.write(bytes)
      await closed(client)
    }
    assert.equal((await ask(path, '/status')).status, 200)
  })

  it('has a bounded number of clients', async () => {
    let refused = 0
    const clients = Array.from({ length: 40 }, () => connect({ path }))
    for (const client of clients) {
      client.on('error', () => {})
      client.on('close', () => refused++)
      client.resume()
    }
    await until(
      'more than 32 are refused',
      () => refused,
      (count) => count >= 8,
      { every: 10 },
    )
    const [first] = clients.filter((client) => !client.destroyed)
    first!.destroy()
    await closed(first!)
    await until(
      'there is room for one more',
      () => ask(path, '/status').catch(() => undefined),
      (answer) => answer?.status === 200,
    )
    assert.equal(refused, 9, 'nobody else was refused')
    for (const client of clients) client.destroy()
  })
})
