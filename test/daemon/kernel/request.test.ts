import assert from 'node:assert/strict'
import { ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { prefixOf } from '../../../protocols/base/prefix.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from './remote-kernel.js'

const ROUTES = 1000
const NEXT_HOPS = 24

scenario('routes with so many next hops that a thousand need several datagrams go in and out', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  await network.connect({ at: a, name: 'left', addresses: ['10.0.0.1/24'] }, { at: b, name: 'right' })
  const kernel = await RemoteKernel.start(a)
  const link = await eventually(async () => {
    const found = await kernel.link('left')
    return found.up && found
  })
  await kernel.call('openRoutes', 254, 20)
  await kernel.call('shrinkSendBuffers')
  const nextHops = Array.from({ length: NEXT_HOPS }, (_, i) => ({
    interface: link.index,
    gateway: ipv4FromNumber(ipv4('10.0.0.2') + i),
    onlink: false,
  }))
  const changes = Array.from({ length: ROUTES }, (_, i) => {
    const prefix = prefixOf(ipv4FromNumber(ipv4('20.0.0.0') + 256 * i), 24)
    return { prefix, route: { prefix, nextHops } }
  })
  const inKernel = async () => (await a.run(['ip', '-o', 'route', 'show', 'proto', '188'])).split('\n').length - 1
  await kernel.call('routes.apply', changes)
  await kernel.call('routes.settled')
  assert.equal(await inKernel(), ROUTES)
  await kernel.call(
    'routes.apply',
    changes.map(({ prefix }) => ({ prefix, route: undefined })),
  )
  await kernel.call('routes.settled')
  assert.equal(await inKernel(), 0)
  const { verifications } = await kernel.call('routes.counters')
  assert.equal(verifications, 0, 'every answer came')
  await kernel.stop()
})
