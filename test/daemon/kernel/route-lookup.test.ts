import assert from 'node:assert/strict'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { scenario } from '../../netns/scenario.js'
import { RemoteKernel } from './remote-kernel.js'

scenario(
  'the route back to a source is found with every next hop, and none where there is none',
  [],
  async (network) => {
    const [router, left, right] = [
      await network.add('router'),
      await network.add('left', 'host'),
      await network.add('right', 'host'),
    ]
    await network.connect(
      { at: router, name: 'lan0', addresses: ['10.0.1.1/24'] },
      { at: left, name: 'eth0', addresses: ['10.0.1.2/24'] },
    )
    await network.connect(
      { at: router, name: 'lan1', addresses: ['10.0.2.1/24'] },
      { at: right, name: 'eth0', addresses: ['10.0.2.2/24'] },
    )
    await router.ip(
      'route add 192.0.2.0/24 via 10.0.2.2',
      'route add 198.51.100.0/24 nexthop via 10.0.1.2 nexthop via 10.0.2.2',
      'route add blackhole 203.0.113.0/24',
    )
    const kernel = await RemoteKernel.start(router)
    const [lan0, lan1] = [(await kernel.link('lan0')).index, (await kernel.link('lan1')).index]
    const route = (source: string) => kernel.call('kernel.multicast.findRoute', ipv4(source))
    assert.deepEqual(await route('192.0.2.9'), [lan1])
    assert.deepEqual((await route('198.51.100.9')).sort(), [lan0, lan1].sort())
    assert.deepEqual(await route('10.0.1.7'), [lan0])
    assert.deepEqual(await route('203.0.113.9'), [])
    assert.deepEqual(await route('172.16.0.1'), [])
    await kernel.stop()
  },
)
