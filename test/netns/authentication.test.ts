import assert from 'node:assert/strict'
import { always, until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird } from './bird.js'
import { birdOn, cables, frrOn, untilFullWith, waymarkOn, whyNotFullOn } from './cables.js'
import { Frr } from './frr.js'
import { scenario, together } from './scenario.js'

const ALGORITHMS = ['md5', 'hmac-sha-1', 'hmac-sha-256', 'hmac-sha-384', 'hmac-sha-512'] as const

/** Kills the daemon and starts it again: its packets go on where they were for a neighbor that remembers. */
async function outliveRestart(router: Waymark, count: number): Promise<void> {
  await router.kill()
  await router.restart()
  await untilFullWith(router, count)
}

/** Whatever happens to keys, the adjacency stays: looks on for longer than the dead interval. */
async function staysFull(router: Waymark, name: string, happens: () => Promise<void>): Promise<void> {
  const look = async () => (await router.ask('/ospf/neighbors')).neighbors.find((each) => each.interface === name)
  const before = (await look())?.stateChanges
  await happens()
  await always(
    `the neighbor on ${name} stays Full`,
    look,
    (seen) => seen?.state === 'Full' && seen.stateChanges === before,
    5_000,
  )
}

async function untilSendsWith(router: Waymark, name: string, keyId: number): Promise<void> {
  await until(
    `key ${keyId} is sent with`,
    () => router.ask('/ospf/interfaces'),
    ({ interfaces }) => interfaces.find((each) => each.interface === name)?.authentication.key?.keyId === keyId,
  )
}

/** As BIRD reads it. */
function localTime(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const [day, time] = [
    [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())],
    [at.getHours(), at.getMinutes(), at.getSeconds()].map(two),
  ]
  return `${day.join('-')} ${time.join(':')}`
}

together('authentication', () => {
  scenario(
    'authentication with FRR: simple, MD5, a key that rolls over at both ends, and what a wrong key says',
    ['frr'],
    async (network) => {
      const [ours, theirs] = [await network.add('r1'), await network.add('r2')]
      await cables(network, ours, theirs, ['simple', 'md5', 'rollover', 'wrong'])
      const md5 = (key: string) => ['ip ospf authentication message-digest', `ip ospf message-digest-key 7 md5 ${key}`]
      const frr = await Frr.start(
        network,
        theirs,
        ['ospfd'],
        frrOn('192.0.2.2', {
          simple: ['ip ospf authentication', 'ip ospf authentication-key secret'],
          md5: md5('waymark'),
          rollover: md5('waymark'),
          wrong: md5('another'),
        }),
      )
      const authentication = { 'key-chain': 'md5' }
      const key = { 'key-id': 7, algorithm: 'md5', key: 'waymark' }
      const next = { 'key-id': 8, algorithm: 'md5', key: 'next' }
      const configWith = (rollover: readonly object[]) =>
        waymarkOn(
          '192.0.2.1',
          {
            simple: { authentication: { simple: 'secret' } },
            md5: { authentication },
            rollover: { authentication: { 'key-chain': 'rollover' } },
            wrong: { authentication },
          },
          { 'key-chains': { md5: [key], rollover } },
        )
      const config = configWith([key, { ...next, 'send-lifetime': { start: '2100-01-01' } }])
      const router = await Waymark.start(network, ours, config)
      await untilFullWith(router, 3)
      assert.match(
        (await whyNotFullOn(router, 'wrong'))!,
        /^authentication-failed: MD5 digest wrong for key 7 \(\d+ packets? refused/,
      )
      const { interfaces } = await router.ask('/ospf/interfaces')
      const shown = Object.fromEntries(interfaces.map((each) => [each.interface, each.authentication]))
      assert.deepEqual(shown.simple, { type: 'simple', key: null })
      assert.deepEqual(shown.md5, {
        type: 'cryptographic',
        key: { keyChain: 'md5', keyId: 7, algorithm: 'md5', expired: false },
      })
      await staysFull(router, 'rollover', async () => {
        await frr.vtysh('configure', 'interface rollover', 'ip ospf message-digest-key 8 md5 next')
        router.configure(configWith([next]))
        router.reload()
        await untilSendsWith(router, 'rollover', 8)
        await frr.vtysh('configure', 'interface rollover', 'no ip ospf message-digest-key 7')
      })
      await outliveRestart(router, 3)
      await untilFullWith(frr, 3)
      const log = theirs.programs.map((program) => program.log).join('\n')
      assert.doesNotMatch(log, /bad sequence/)
    },
  )

  scenario(
    'authentication with BIRD: simple, MD5, every HMAC, a key that rolls over, and a restart',
    ['bird'],
    async (network) => {
      const [ours, theirs] = [await network.add('r1'), await network.add('r2')]
      const password = (id: number, key: string, algorithm: string, lifetime = ''): string =>
        `password "${key}" { id ${id}; algorithm ${algorithm === 'md5' ? 'keyed md5' : algorithm.replace('hmac-sha-', 'hmac sha')}; ${lifetime} };`
      const turn = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5_000)
      const end = new Date(turn.getTime() + 2_000).toISOString()
      const quoted = `"${localTime(turn)}"`
      const inBird: Readonly<Record<string, string>> = {
        simple: 'authentication simple; password "secret";',
        rollover: `authentication cryptographic; ${password(1, 'old', 'hmac-sha-256')} ${password(2, 'new', 'hmac-sha-512')}`,
        theirs: `authentication cryptographic; ${password(1, 'old', 'hmac-sha-256', `generate to ${quoted};`)} ${password(2, 'new', 'hmac-sha-512', `generate from ${quoted};`)}`,
        ...Object.fromEntries(
          ALGORITHMS.map((each) => [each, `authentication cryptographic; ${password(3, 'waymark', each)}`]),
        ),
      }
      const names = Object.keys(inBird)
      await cables(network, ours, theirs, names)
      const bird = await Bird.start(network, theirs, birdOn('192.0.2.2', inBird))
      const keyChains = {
        ...Object.fromEntries(ALGORITHMS.map((algorithm) => [algorithm, [{ 'key-id': 3, algorithm, key: 'waymark' }]])),
        rollover: [
          { 'key-id': 1, algorithm: 'hmac-sha-256', key: 'old', 'send-lifetime': { end: turn.toISOString() } },
          { 'key-id': 2, algorithm: 'hmac-sha-512', key: 'new', 'send-lifetime': { start: turn.toISOString() } },
        ],
        // Two seconds after BIRD has turned to the second key, the first one is accepted no more.
        theirs: [
          { 'key-id': 1, algorithm: 'hmac-sha-256', key: 'old', 'accept-lifetime': { end }, 'send-lifetime': { end } },
          { 'key-id': 2, algorithm: 'hmac-sha-512', key: 'new' },
        ],
      }
      const ourInterfaces = {
        simple: { authentication: { simple: 'secret' } },
        ...Object.fromEntries(Object.keys(keyChains).map((each) => [each, { authentication: { 'key-chain': each } }])),
      }
      const config = waymarkOn('192.0.2.1', ourInterfaces, { 'key-chains': keyChains })
      const router = await Waymark.start(network, ours, config)
      await untilFullWith(router, names.length)
      await untilSendsWith(router, 'rollover', 2)
      await staysFull(router, 'theirs', () =>
        until(
          'both have turned to the second key',
          () => Date.now(),
          (now) => now > Date.parse(end),
        ).then(() => {}),
      )
      await outliveRestart(router, names.length)
      await untilFullWith(bird, names.length)
      const { interfaces } = await router.ask('/ospf/interfaces')
      // What BIRD sends to a neighbor that it does not know to be gone is refused too.
      const refused = interfaces.flatMap((each) => Object.keys(each.refusedPackets))
      assert.deepEqual(
        refused.filter((reason) => reason.startsWith('authentication')),
        [],
      )
      assert.doesNotMatch(theirs.programs[0]!.log, /<AUTH>/)
    },
  )

  scenario(
    'extended sequence numbers (RFC 7474) between two of us go on above the last ones after kill -9',
    [],
    async (network) => {
      const [one, two] = [await network.add('r1'), await network.add('r2')]
      await cables(network, one, two, ['ptp0'])
      const authentication = { 'key-chain': 'backbone', 'extended-sequence-numbers': true }
      const config = (id: string) =>
        waymarkOn(
          id,
          { ptp0: { authentication } },
          { 'key-chains': { backbone: [{ 'key-id': 70_000, algorithm: 'hmac-sha-256', key: 'waymark' }] } },
        )
      const a = await Waymark.start(network, one, config('192.0.2.1'))
      const b = await Waymark.start(network, two, config('192.0.2.2'))
      await Promise.all([untilFullWith(a, 1), untilFullWith(b, 1)])
      await outliveRestart(a, 1)
      await untilFullWith(b, 1)
      const { interfaces } = await b.ask('/ospf/interfaces')
      assert.equal(interfaces[0]?.refusedPackets['authentication-sequence'], undefined)
      assert.deepEqual(interfaces[0]?.authentication, {
        type: 'extended',
        key: { keyChain: 'backbone', keyId: 70_000, algorithm: 'hmac-sha-256', expired: false },
      })
    },
  )
})
