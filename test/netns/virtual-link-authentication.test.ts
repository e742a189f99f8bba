import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { type Configuration, Waymark } from '../../lab/waymark.js'
import { Bird } from './bird.js'
import { untilFullWith } from './cables.js'
import { Frr } from './frr.js'
import { scenario, together } from './scenario.js'

const ALGORITHMS = ['md5', 'hmac-sha-1', 'hmac-sha-256', 'hmac-sha-384', 'hmac-sha-512'] as const

/** Two routers with one cable for each area, 1, 2 and so on: `10.AREA.0.1/30` and `.2`, or no address but the loopback's. */
async function twoRouters(network: Network, areas: readonly string[]): Promise<[Namespace, Namespace]> {
  const pair: [Namespace, Namespace] = [await network.add('r1'), await network.add('r2')]
  for (const [i, at] of pair.entries()) await at.ip(`address add 10.255.0.${i + 1}/32 dev lo`)
  for (const [i, name] of areas.entries()) {
    const end = (n: number) => ({
      at: pair[n - 1]!,
      name,
      addresses: [name === 'unnumbered' ? `10.255.0.${n}/32` : `10.${i + 1}.0.${n}/30`],
    })
    await network.connect(end(1), end(2))
  }
  return pair
}

/** Each area with one interface of its name, and a virtual link to `192.0.2.N` as it is told; nothing is in the backbone. */
function waymarkThrough(
  own: number,
  areas: Readonly<Record<string, object>>,
  type: string,
  rest: Readonly<Record<string, unknown>> = {},
): Configuration {
  const times = { 'hello-interval': 1, 'dead-interval': 4 }
  const neighbor = `192.0.2.${3 - own}`
  const all = Object.entries(areas).map(([name, link], i) => [
    i + 1,
    {
      interfaces: { [name]: { 'interface-type': name === 'ptp' ? 'point-to-point' : type, ...times } },
      'virtual-links': { [neighbor]: { ...times, ...link } },
    },
  ])
  return { 'router-id': `192.0.2.${own}`, ospf: { areas: Object.fromEntries(all) }, ...rest }
}

/** As many virtual links are Full as there are areas, and so is each physical adjacency. */
async function untilAllFull(router: Waymark, areas: number): Promise<void> {
  await untilFullWith(router, 2 * areas)
  const { interfaces } = await router.ask('/ospf/interfaces')
  const virtual = interfaces.filter(({ type }) => type === 'virtual')
  assert.equal(virtual.length, areas)
  for (const { area, fullNeighbors } of virtual) assert.deepEqual([area, fullNeighbors], ['0.0.0.0', 1])
}

together('virtual links, each through its own area', () => {
  scenario('with FRR: without authentication, simple, MD5, and over an unnumbered link', ['frr'], async (network) => {
    const names = ['none', 'simple', 'md5', 'unnumbered']
    const [ours, theirs] = await twoRouters(network, names)
    const vlink = (area: number, what = ''): string => ` area ${area} virtual-link 192.0.2.1${what}`
    const frr = await Frr.start(
      network,
      theirs,
      ['ospfd'],
      [
        ...names.flatMap((name, i) => [
          `interface ${name}`,
          ` ip ospf area ${i + 1}`,
          ' ip ospf network point-to-point',
          ' ip ospf hello-interval 1',
          ' ip ospf dead-interval 4',
        ]),
        'router ospf',
        ' ospf router-id 192.0.2.2',
        ' network 10.255.0.2/32 area 0',
        ' timers throttle spf 0 50 500',
        ...names.map((_, i) => vlink(i + 1, ' hello-interval 1 dead-interval 4 retransmit-interval 1')),
        vlink(2, ' authentication authentication-key secret'),
        vlink(3, ' authentication message-digest message-digest-key 7 md5 waymark'),
        '',
      ].join('\n'),
    )
    const links = {
      none: {},
      simple: { authentication: { simple: 'secret' } },
      md5: { authentication: { 'key-chain': 'md5' } },
      unnumbered: {},
    }
    const chains = { 'key-chains': { md5: [{ 'key-id': 7, algorithm: 'md5', key: 'waymark' }] } }
    const router = await Waymark.start(network, ours, waymarkThrough(1, links, 'point-to-point', chains))
    await untilAllFull(router, names.length)
    await untilFullWith(frr, 2 * names.length)
  })

  const what = 'simple, MD5 and every HMAC; over a point-to-point link its end stays down for want of an address'
  scenario(`with BIRD: ${what}`, ['bird'], async (network) => {
    const names = ['simple', ...ALGORITHMS, 'ptp']
    const [ours, theirs] = await twoRouters(network, names)
    const authenticated = (name: string): string => {
      if (name === 'ptp') return ''
      return name === 'simple'
        ? 'authentication simple; password "secret";'
        : `authentication cryptographic; password "waymark" { id 3; algorithm ${name === 'md5' ? 'keyed md5' : name.replace('hmac-sha-', 'hmac sha')}; };`
    }
    // BIRD deviates: it takes the neighbor's address (§16.1 (4)) from links to networks only, never from the Link Data of a
    // point-to-point link, so that a virtual link whose path ends with one has none
    const areas = names.map(
      (name, i) => `  area ${i + 1} {
    interface "${name}" { type ${name === 'ptp' ? 'ptp' : 'broadcast'}; hello 1; dead 4; retransmit 2; };
    virtual link 192.0.2.1 { hello 1; dead 4; retransmit 2; ${authenticated(name)} };
  };`,
    )
    const bird = await Bird.start(
      network,
      theirs,
      `log stderr all;
router id 192.0.2.2;
protocol device { }
protocol kernel { ipv4 { export where source ~ [ RTS_OSPF, RTS_OSPF_IA, RTS_OSPF_EXT1, RTS_OSPF_EXT2 ]; }; }
protocol ospf v2 {
  tick 1;
  ipv4;
  area 0 { interface "lo" { stub; }; };
${areas.join('\n')}
}
`,
    )
    const links = {
      simple: { authentication: { simple: 'secret' } },
      ...Object.fromEntries(ALGORITHMS.map((each) => [each, { authentication: { 'key-chain': each } }])),
      ptp: {},
    }
    const chains = Object.fromEntries(
      ALGORITHMS.map((algorithm) => [algorithm, [{ 'key-id': 3, algorithm, key: 'waymark' }]]),
    )
    const router = await Waymark.start(network, ours, waymarkThrough(1, links, 'broadcast', { 'key-chains': chains }))
    await untilFullWith(router, 2 * names.length - 1)
    await untilFullWith(bird, 2 * names.length - 1)
    const virtual = (await router.ask('/ospf/interfaces')).interfaces.filter(({ type }) => type === 'virtual')
    const transitAreas = virtual.filter(({ fullNeighbors }) => fullNeighbors === 0).map((each) => each.virtualLink)
    assert.deepEqual(transitAreas, [{ transitArea: '0.0.0.7', neighbor: '192.0.2.2', outgoing: 'ptp', noPath: null }])
    // BIRD has our end of the link in its tree, and does without
    const interfaces = (await bird.birdc('show ospf interface')).split(/\n(?=Interface|Virtual)/)
    const down = interfaces.flatMap(
      (text) => /Peer IP: ::\n\tTransit area: (\S+).*\n\tState: Down/.exec(text)?.[1] ?? [],
    )
    assert.match(
      await bird.birdc('show ospf topology'),
      /area 0\.0\.0\.7[\s\S]*router 192\.0\.2\.1\n\t\tdistance 10\n\t\trouter 192\.0\.2\.2/,
    )
    assert.deepEqual(down, ['0.0.0.7'])
  })

  scenario(
    'with ourselves: extended sequence numbers (RFC 7474), over a backbone of virtual links only',
    [],
    async (network) => {
      const names = ['extended', 'none']
      const [one, two] = await twoRouters(network, names)
      const links = {
        extended: { authentication: { 'key-chain': 'backbone', 'extended-sequence-numbers': true } },
        none: {},
      }
      const chains = { 'key-chains': { backbone: [{ 'key-id': 70_000, algorithm: 'hmac-sha-256', key: 'waymark' }] } }
      const a = await Waymark.start(network, one, waymarkThrough(1, links, 'point-to-point', chains))
      const b = await Waymark.start(network, two, waymarkThrough(2, links, 'point-to-point', chains))
      await Promise.all([untilAllFull(a, names.length), untilAllFull(b, names.length)])
      const { interfaces } = await a.ask('/ospf/interfaces')
      const virtual = interfaces.find(({ interface: name }) => name === 'vlink:0.0.0.1:192.0.2.2')!
      assert.deepEqual(virtual.authentication.type, 'extended')
      // A reload takes one away and leaves the rest as it is
      const changes = async () => {
        const { neighbors } = await a.ask('/ospf/neighbors')
        const rest = neighbors.filter((each) => each.interface !== 'vlink:0.0.0.2:192.0.2.2')
        return rest.map((each) => `${each.interface} ${each.state} ${each.stateChanges}`)
      }
      const before = await changes()
      const config = waymarkThrough(1, links, 'point-to-point', chains)
      const { areas } = config.ospf as { readonly areas: Record<string, Record<string, unknown>> }
      delete areas[2]!['virtual-links']
      a.configure(config)
      a.reload()
      await untilFullWith(a, 3)
      assert.deepEqual(await changes(), before)
    },
  )
})
