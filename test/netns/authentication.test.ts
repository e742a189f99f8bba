import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { until } from '../../lab/until.js'
import { type Configuration, Waymark } from '../../lab/waymark.js'
import { Bird } from './bird.js'
import { Frr } from './frr.js'
import { scenario } from './scenario.js'

const ALGORITHMS = ['md5', 'hmac-sha-1', 'hmac-sha-256', 'hmac-sha-384', 'hmac-sha-512'] as const

/** BIRD's name of an algorithm: `hmac sha256`. */
function birdName(algorithm: (typeof ALGORITHMS)[number]): string {
  return algorithm === 'md5' ? 'keyed md5' : algorithm.replace('hmac-sha-', 'hmac sha')
}

/** Cables with the same name at both ends, numbered one after the other. */
async function cables(network: Network, a: Namespace, b: Namespace, net: number, names: readonly string[]) {
  for (const [i, name] of names.entries()) {
    await network.connect(
      { at: a, name, addresses: [`10.${net}.${i}.1/30`] },
      { at: b, name, addresses: [`10.${net}.${i}.2/30`] },
    )
  }
}

const TIMERS = { 'interface-type': 'point-to-point', 'hello-interval': 1, 'dead-interval': 4 }

function waymark(
  id: string,
  authentications: Readonly<Record<string, object>>,
  keyChains: Readonly<Record<string, readonly object[]>>,
): Configuration {
  const interfaces = Object.entries(authentications).map(([name, authentication]) => [
    name,
    { ...TIMERS, authentication },
  ])
  return {
    'router-id': id,
    ospf: { areas: { 0: { interfaces: Object.fromEntries(interfaces) } } },
    'key-chains': keyChains,
  }
}

async function untilFull(router: Waymark, count: number): Promise<void> {
  await until(
    `${count} neighbors are Full`,
    () => router.neighbors(),
    (seen) => seen.filter(({ state }) => state === 'Full').length === count,
  )
}

/** Kills the daemon and starts it again: its packets go on where they were for a neighbor that remembers. */
async function outliveRestart(router: Waymark, count: number): Promise<void> {
  await router.kill()
  await router.restart()
  await untilFull(router, count)
}

scenario('authentication with FRR: simple, MD5, and what a wrong key says', ['frr'], async (network) => {
  const [ours, theirs] = [await network.add('r1'), await network.add('r2')]
  await cables(network, ours, theirs, 1, ['simple', 'md5', 'wrong'])
  const frr = await Frr.start(
    network,
    theirs,
    ['ospfd'],
    [
      ...['simple', 'md5', 'wrong'].flatMap((name) => [
        `interface ${name}`,
        ' ip ospf area 0',
        ' ip ospf network point-to-point',
        ' ip ospf hello-interval 1',
        ' ip ospf dead-interval 4',
        ...(name === 'simple'
          ? [' ip ospf authentication', ' ip ospf authentication-key secret']
          : [
              ' ip ospf authentication message-digest',
              ` ip ospf message-digest-key 7 md5 ${name === 'md5' ? 'waymark' : 'another'}`,
            ]),
      ]),
      'router ospf',
      ' ospf router-id 192.0.2.2',
      '',
    ].join('\n'),
  )
  const config = waymark(
    '192.0.2.1',
    { simple: { simple: 'secret' }, md5: { 'key-chain': 'md5' }, wrong: { 'key-chain': 'md5' } },
    { md5: [{ 'key-id': 7, algorithm: 'md5', key: 'waymark' }] },
  )
  const router = await Waymark.start(network, ours, config)
  await untilFull(router, 2)
  const { neighbors } = await until(
    'the neighbor with the wrong key is explained',
    () => router.ask('/ospf/neighbors'),
    (seen) => seen.neighbors.some(({ interface: name }) => name === 'wrong'),
  )
  const wrong = neighbors.find(({ interface: name }) => name === 'wrong')!
  assert.equal(wrong.state, null)
  assert.match(wrong.whyNotFull!, /^authentication-failed: MD5 digest wrong for key 7 \(\d+ packets? refused/)
  const { interfaces } = await router.ask('/ospf/interfaces')
  const shown = Object.fromEntries(interfaces.map((each) => [each.interface, each.authentication]))
  assert.deepEqual(shown.simple, { type: 'simple', key: null })
  assert.deepEqual(shown.md5, {
    type: 'cryptographic',
    key: { keyChain: 'md5', keyId: 7, algorithm: 'md5', expired: false },
  })
  await outliveRestart(router, 2)
  assert.equal((await frr.neighbors()).filter(({ state }) => state.startsWith('Full')).length, 2)
  const log = theirs.programs.map((program) => program.log).join('\n')
  assert.doesNotMatch(log, /bad sequence/)
})

scenario(
  'authentication with BIRD: simple, MD5, every HMAC, a key that rolls over, and a restart',
  ['bird'],
  async (network) => {
    const [ours, theirs] = [await network.add('r1'), await network.add('r2')]
    const names = ['simple', ...ALGORITHMS, 'rollover']
    await cables(network, ours, theirs, 1, names)
    const password = (id: number, key: string, algorithm: string): string =>
      `password "${key}" { id ${id}; algorithm ${algorithm}; };`
    const inBird = (name: string): string => {
      if (name === 'simple') return 'authentication simple; password "secret";'
      const keys =
        name === 'rollover'
          ? `${password(1, 'old', 'hmac sha256')} ${password(2, 'new', 'hmac sha512')}`
          : password(3, 'waymark', birdName(name as (typeof ALGORITHMS)[number]))
      return `authentication cryptographic; ${keys}`
    }
    const bird = await Bird.start(
      network,
      theirs,
      `log stderr all;
router id 192.0.2.2;
protocol device { }
protocol ospf v2 {
  tick 1;
  ipv4;
  area 0 {
${names.map((name) => `    interface "${name}" { type ptp; hello 1; dead 4; retransmit 2; ${inBird(name)} };`).join('\n')}
  };
}
`,
    )
    const turn = new Date(Date.now() + 8_000).toISOString()
    const chains = Object.fromEntries(
      ALGORITHMS.map((algorithm) => [algorithm, [{ 'key-id': 3, algorithm, key: 'waymark' }]]),
    )
    const config = waymark(
      '192.0.2.1',
      {
        simple: { simple: 'secret' },
        rollover: { 'key-chain': 'rollover' },
        ...Object.fromEntries(ALGORITHMS.map((algorithm) => [algorithm, { 'key-chain': algorithm }])),
      },
      {
        ...chains,
        rollover: [
          { 'key-id': 1, algorithm: 'hmac-sha-256', key: 'old', 'send-lifetime': { end: turn } },
          { 'key-id': 2, algorithm: 'hmac-sha-512', key: 'new', 'send-lifetime': { start: turn } },
        ],
      },
    )
    const router = await Waymark.start(network, ours, config)
    await untilFull(router, names.length)
    await until(
      'the second key is sent with',
      () => router.ask('/ospf/interfaces'),
      ({ interfaces }) => interfaces.find((each) => each.interface === 'rollover')?.authentication.key?.keyId === 2,
    )
    await outliveRestart(router, names.length)
    await until(
      'BIRD is Full with us everywhere',
      () => bird.neighbors(),
      (seen) => seen.filter(({ state }) => state.startsWith('Full')).length === names.length,
    )
    const { interfaces } = await router.ask('/ospf/interfaces')
    for (const each of interfaces) assert.deepEqual(each.refusedPackets, {}, each.interface)
    assert.doesNotMatch(theirs.programs[0]!.log, /<AUTH>/)
  },
)

scenario(
  'extended sequence numbers (RFC 7474) between two of us go on above the last ones after kill -9',
  [],
  async (network) => {
    const [one, two] = [await network.add('r1'), await network.add('r2')]
    await cables(network, one, two, 1, ['ptp0'])
    const config = (id: string) =>
      waymark(
        id,
        { ptp0: { 'key-chain': 'backbone', 'extended-sequence-numbers': true } },
        { backbone: [{ 'key-id': 70_000, algorithm: 'hmac-sha-256', key: 'waymark' }] },
      )
    const a = await Waymark.start(network, one, config('192.0.2.1'))
    const b = await Waymark.start(network, two, config('192.0.2.2'))
    await Promise.all([untilFull(a, 1), untilFull(b, 1)])
    await outliveRestart(a, 1)
    await untilFull(b, 1)
    const { interfaces } = await b.ask('/ospf/interfaces')
    assert.equal(interfaces[0]?.refusedPackets['authentication-sequence'], undefined)
    assert.deepEqual(interfaces[0]?.authentication, {
      type: 'extended',
      key: { keyChain: 'backbone', keyId: 70_000, algorithm: 'hmac-sha-256', expired: false },
    })
  },
)
