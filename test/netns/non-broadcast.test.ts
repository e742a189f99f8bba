import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird } from './bird.js'
import { birdOn, frrOn, untilFullWith, waymarkOn } from './cables.js'
import { Frr } from './frr.js'
import { untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

together('networks without broadcast', () => {
  scenario(
    'NBMA and point-to-multipoint networks with FRR and BIRD: all are Full, and have the routes',
    ['frr', 'bird'],
    async (network) => {
      const [r1, r2, r3] = [await network.add('r1'), await network.add('r2'), await network.add('r3')]
      for (const [i, at] of [r1, r2, r3].entries()) await at.ip(`address add 10.255.0.${i + 1}/32 dev lo`)
      const end = (at: Namespace, name: string, address: string) => ({ at, name, addresses: [`${address}/24`] })
      await network.lan('nbma', [
        end(r1, 'nbma0', '10.2.0.1'),
        end(r2, 'nbma0', '10.2.0.2'),
        end(r3, 'nbma0', '10.2.0.3'),
      ])
      // FRR 8.4 finds the routers of a point-to-multipoint network by multicast only, BIRD those it is told only.
      await network.lan('ptmp', [end(r1, 'ptmp0', '10.2.1.1'), end(r2, 'ptmp0', '10.2.1.2')])
      await network.lan('served', [end(r1, 'nbma1', '10.2.3.1'), end(r2, 'nbma1', '10.2.3.2')])
      await network.lan('mesh', [end(r1, 'mesh0', '10.2.2.1'), end(r3, 'mesh0', '10.2.2.3')])
      const router = await Waymark.start(
        network,
        r1,
        waymarkOn('192.0.2.1', {
          lo: { passive: true },
          nbma0: {
            'interface-type': 'non-broadcast',
            priority: 5,
            'poll-interval': 2,
            'static-neighbors': [{ address: '10.2.0.2' }, { address: '10.2.0.3', priority: 0 }],
          },
          // One that cannot become Designated Router need not know anybody.
          nbma1: { 'interface-type': 'non-broadcast', priority: 0 },
          ptmp0: { 'interface-type': 'point-to-multipoint' },
          mesh0: { 'interface-type': 'point-to-multipoint', 'static-neighbors': [{ address: '10.2.2.3' }] },
        }),
      )
      const frr = await Frr.start(
        network,
        r2,
        ['ospfd'],
        `${frrOn('192.0.2.2', {
          lo: ['ip ospf passive'],
          nbma0: ['ip ospf network non-broadcast', 'ip ospf priority 1'],
          nbma1: ['ip ospf network non-broadcast', 'ip ospf priority 5'],
          ptmp0: ['ip ospf network point-to-multipoint'],
        })} neighbor 10.2.0.1 priority 5 poll-interval 2\n neighbor 10.2.0.3 poll-interval 2\n neighbor 10.2.3.1 poll-interval 1\n`,
      )
      const bird = await Bird.start(
        network,
        r3,
        birdOn('192.0.2.3', {
          lo: 'stub yes;',
          nbma0: 'type nbma; priority 0; poll 2; neighbors { 10.2.0.1 eligible; 10.2.0.2 eligible; };',
          mesh0: 'type ptmp; strict nonbroadcast yes; neighbors { 10.2.2.1; };',
        }),
      )
      await untilFullWith(router, 5)
      await untilFullWith(frr, 4)
      await untilFullWith(bird, 3)
      await untilRoute(r1, '10.255.0.2/32', ['10.2.0.2 nbma0', '10.2.1.2 ptmp0', '10.2.3.2 nbma1'])
      const { interfaces } = await router.ask('/ospf/interfaces')
      assert.deepEqual(Object.fromEntries(interfaces.map((each) => [each.interface, `${each.type} ${each.state}`])), {
        lo: 'loopback Loopback',
        nbma0: 'non-broadcast DR',
        nbma1: 'non-broadcast DROther',
        ptmp0: 'point-to-multipoint Point-to-point',
        mesh0: 'point-to-multipoint Point-to-point',
      })
      await untilRoute(r2, '10.255.0.3/32', ['10.2.0.3 nbma0'])
      await untilRoute(r3, '10.2.1.1/32', ['10.2.0.1 nbma0', '10.2.2.1 mesh0'])
    },
  )

  scenario(
    'between two of us: host addresses on a link are a point-to-multipoint network; one with multicast, and NBMA',
    [],
    async (network) => {
      const [r1, r2] = [await network.add('r1'), await network.add('r2')]
      await network.connect(
        { at: r1, name: 'wg0', addresses: ['10.255.0.1/32'] },
        { at: r2, name: 'wg0', addresses: ['10.255.0.2/32'] },
      )
      for (const [i, name] of ['ptmp0', 'nbma0'].entries()) {
        await network.connect(
          { at: r1, name, addresses: [`10.4.${i}.1/24`] },
          { at: r2, name, addresses: [`10.4.${i}.2/24`] },
        )
      }
      await r2.ip('address add 10.3.0.1/24 dev lo')
      const config = (n: number) =>
        waymarkOn(`192.0.2.${n}`, {
          lo: { passive: true },
          wg0: { 'interface-type': 'point-to-multipoint', 'static-neighbors': [{ address: `10.255.0.${3 - n}` }] },
          ptmp0: { 'interface-type': 'point-to-multipoint' },
          nbma0: {
            'interface-type': 'non-broadcast',
            'poll-interval': 1,
            'static-neighbors': [{ address: `10.4.1.${3 - n}` }],
          },
        })
      const [one, two] = [await Waymark.start(network, r1, config(1)), await Waymark.start(network, r2, config(2))]
      await Promise.all([untilFullWith(one, 3), untilFullWith(two, 3)])
      await untilRoute(r1, '10.3.0.1/32', ['10.255.0.2 wg0', '10.4.0.2 ptmp0', '10.4.1.2 nbma0'])
      await untilRoute(r2, '10.255.0.1/32', ['10.255.0.1 wg0', '10.4.0.1 ptmp0', '10.4.1.1 nbma0'])
      await r1.run(['ping', '-c', '1', '-W', '2', '-I', '10.255.0.1', '10.3.0.1'])
    },
  )
})
