import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { playerOf, readRecording, replay } from '../../daemon/runtime/replay.js'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { always, until } from '../../lab/until.js'
import { DAEMON, Waymark } from '../../lab/waymark.js'
import { seededRandom } from '../../protocols/base/random.js'
import type { OspfEffect, OspfInput } from '../../protocols/ospf/contract.js'
import { OspfEngine } from '../../protocols/ospf/engine.js'
import { scenario, together } from './scenario.js'

const CHECK = fileURLToPath(new URL('../../cli/main.js', import.meta.url))

/** sysexits.h: the unit keeps systemd from trying again. */
const EX_CONFIG = 78

const CONFIG = {
  ospf: {
    areas: {
      0: {
        interfaces: {
          lo: { passive: true },
          v0: { 'interface-type': 'point-to-point', 'hello-interval': '1 s', 'dead-interval': '4 s' },
        },
      },
    },
  },
}

/** Two routers on a cable, each with a loopback address that the other one routes to. */
async function pair(
  network: Network,
  optionsOf: (n: 0 | 1) => readonly string[] = () => [],
): Promise<{ a: Namespace; b: Namespace; routers: [Waymark, Waymark] }> {
  const [a, b] = [await network.add('a'), await network.add('b')]
  await network.connect(
    { at: a, name: 'v0', addresses: ['10.0.12.1/24'] },
    { at: b, name: 'v0', addresses: ['10.0.12.2/24'] },
  )
  await a.ip('address add 192.0.2.1/32 dev lo')
  await b.ip('address add 192.0.2.2/32 dev lo')
  const routers: [Waymark, Waymark] = [
    await Waymark.start(network, a, CONFIG, { daemon: optionsOf(0) }),
    await Waymark.start(network, b, CONFIG, { daemon: optionsOf(1) }),
  ]
  return { a, b, routers }
}

async function ownRoutes(at: Namespace): Promise<string[]> {
  const routes = (await at.ipJson('route show proto 188')) as readonly { readonly dst: string }[]
  return routes.map((route) => route.dst)
}

const sees = (at: Namespace, expected: readonly string[]): Promise<string[]> =>
  until(
    `${at.name} has the routes ${expected}`,
    () => ownRoutes(at),
    (seen) => JSON.stringify(seen) === JSON.stringify(expected),
  )

together('the daemon as a process', () => {
  scenario('SIGTERM withdraws routes and own LSAs, and ends with status 0', [], async (network) => {
    const { a, b, routers } = await pair(network)
    await sees(a, ['192.0.2.2'])
    await sees(b, ['192.0.2.1'])
    assert.equal(await routers[0].stop(), 0)
    assert.deepEqual(await ownRoutes(a), [])
    const { lsas } = await routers[1].ask('/ospf/database')
    const left = lsas.filter((lsa) => lsa.advertisingRouter === '192.0.2.1' && lsa.age < 3600)
    assert.deepEqual(left, [], 'the neighbor still has LSAs of the router that stopped')
  })

  scenario('after kill -9 the routes stay, and a new life takes them over without a gap', [], async (network) => {
    const { a, routers } = await pair(network)
    await sees(a, ['192.0.2.2'])
    // A route of the former life that nobody wants any more.
    await a.ip('route add 198.51.100.0/24 via 10.0.12.2 proto 188 metric 20')
    await routers[0].kill()
    const present = always(
      'the route stays',
      () => ownRoutes(a),
      (seen) => seen.includes('192.0.2.2'),
      3000,
      20,
    )
    await routers[0].restart()
    await present
    await sees(a, ['192.0.2.2'])
  })

  scenario('a configuration with problems is refused with the list that waymark check prints', [], async (network) => {
    const at = await network.add('a')
    const file = join(network.directory, 'bad.yaml')
    writeFileSync(file, 'ospf:\n  areas:\n    0:\n      interfaces:\n        v0: { cost: -1, colour: red }\n')
    const said = []
    for (const [command, status] of [
      [[DAEMON, '--config', file], EX_CONFIG],
      [[CHECK, 'check', file], 1],
    ] as const) {
      const program = at.start('waymark', [process.execPath, ...command])
      assert.equal(await program.ended, status)
      said.push(program.log)
    }
    assert.equal(said[0], said[1])
    assert.match(said[0]!, /2 problems/)
  })

  scenario(
    'a second daemon on the same control socket refuses to start, before it touches a route',
    [],
    async (network) => {
      const { a, routers } = await pair(network)
      await sees(a, ['192.0.2.2'])
      const second = a.start('second', [process.execPath, DAEMON, '--config', routers[0].configFile])
      assert.equal(await second.ended, 1)
      assert.match(second.log, /another waymarkd listens there/)
      assert.deepEqual(await ownRoutes(a), ['192.0.2.2'])
    },
  )

  scenario('SIGHUP applies what changed, and nothing of a file with problems', [], async (network) => {
    const { b, routers } = await pair(network)
    await sees(b, ['192.0.2.1'])
    const cost = async (): Promise<number | undefined> =>
      (await routers[0].ask('/ospf/interfaces')).interfaces.find((each) => each.interface === 'v0')?.cost
    const withCost = (value: unknown) => {
      const { v0, lo } = CONFIG.ospf.areas[0].interfaces
      return { ospf: { areas: { 0: { interfaces: { lo, v0: { ...v0, cost: value } } } } } }
    }
    routers[0].configure(withCost(77))
    routers[0].reload()
    await until('the cost is applied', cost, (seen) => seen === 77)
    routers[0].configure(withCost('much'))
    routers[0].reload()
    const { configuration } = await until(
      'the problem is known',
      () => routers[0].ask('/status'),
      (status) => status.configuration.problems.length === 1,
    )
    assert.match(configuration.problems[0]!, /cost/)
    assert.equal(await cost(), 77)
    assert.equal((await routers[1].neighbors())[0]?.state, 'Full')
  })

  scenario('systemd is told when it is ready, that it lives, reloads and stops', [], async (network) => {
    const at = await network.add('a')
    const file = join(network.directory, 'w.yaml')
    writeFileSync(file, JSON.stringify({ control: { socket: join(network.directory, 'w.sock') } }))
    const notify = join(network.directory, 'notify')
    const manager = at.start('manager', ['python3', '-c', MANAGER, notify])
    await manager.said(/^listening$/m)
    const env = { ...process.env, NOTIFY_SOCKET: notify, WATCHDOG_USEC: '400000', STATE_DIRECTORY: network.directory }
    const daemon = at.start('waymarkd', [process.execPath, DAEMON, '--config', file], env)
    await manager.said(/^READY=1\|STATUS=/m)
    await manager.said(/^WATCHDOG=1.*\n(.*\n)*WATCHDOG=1/m)
    daemon.child.kill('SIGHUP')
    await manager.said(/^RELOADING=1\|MONOTONIC_USEC=\d+\n(WATCHDOG.*\n)*READY=1/m)
    daemon.child.kill('SIGTERM')
    await manager.said(/^STOPPING=1/m)
    assert.equal(await daemon.ended, 0)
  })

  scenario('CAP_NET_RAW and CAP_NET_ADMIN are all that the daemon needs', [], async (network) => {
    const { a, b, routers } = await pair(network)
    await sees(b, ['192.0.2.1'])
    await routers[0].stop()
    const file = join(network.directory, 'w.yaml')
    const more = { igmp: { interfaces: { v0: {} } }, multicast: { forward: ['v0'] } }
    writeFileSync(file, JSON.stringify({ ...CONFIG, ...more, control: { socket: join(network.directory, 'w.sock') } }))
    const command = ['setpriv', '--bounding-set=-all,+net_raw,+net_admin', '--no-new-privs', process.execPath, DAEMON]
    const env = { ...process.env, STATE_DIRECTORY: network.directory }
    const daemon = a.start('waymarkd', [...command, '--config', file], env)
    await daemon.said(/adjacency up/)
    await sees(a, ['192.0.2.2'])
    await until(
      'the kernel forwards multicast for it',
      () => a.run(['cat', '/proc/net/ip_mr_vif']),
      (table) => table.includes('v0'),
    )
    assert.doesNotMatch(daemon.log, /not permitted|(warning|error) /)
    daemon.child.kill('SIGTERM')
    assert.equal(await daemon.ended, 0)
    assert.deepEqual(await ownRoutes(a), [])
  })

  scenario(
    '--record: a session with a neighbor, from nothing to SIGTERM, replays to the packets sent',
    [],
    async (network) => {
      const files = ['a', 'b'].map((name) => join(network.directory, `${name}.jsonl`)) as [string, string]
      const { a, routers } = await pair(network, (n) => ['--record', files[n]!])
      await sees(a, ['192.0.2.2'])
      for (const router of routers) assert.equal(await router.stop(), 0)
      const [ours, theirs] = files.map((file) => readRecording(readFileSync(file, 'utf8')))
      assert.ok(ours!.ok && theirs!.ok)
      const player = playerOf(new OspfEngine(seededRandom(ours!.value.header.seed)))
      const effects = replay(ours!.value, { ospf: player }).flatMap((each) => each.effects as readonly OspfEffect[])
      assert.ok(effects.some((each) => each.do === 'routes'))
      assert.equal(effects.at(-1)?.do, 'stopped')
      // What the neighbor was really sent is what the replay sends.
      const sent = new Set(
        effects.flatMap((each) => (each.do === 'send' ? [Buffer.from(each.bytes).toString('hex')] : [])),
      )
      const packets = theirs!.value.inputs.flatMap(({ input }) => {
        const { on, bytes } = input as Extract<OspfInput, { on: 'packet' }>
        return on === 'packet' ? [Buffer.from(bytes).toString('hex')] : []
      })
      assert.ok(packets.length > 5)
      for (const packet of packets) assert.ok(sent.has(packet), packet)
    },
  )
})

const MANAGER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('listening', flush=True)
while True: print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
`
