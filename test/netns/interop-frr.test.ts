import assert from 'node:assert/strict'
import { Waymark } from '../../lab/waymark.js'
import { cables, frrOn, untilFullWith, waymarkOn, whyNotFullOn } from './cables.js'
import { Frr } from './frr.js'
import { interoperate } from './interop.js'
import { scenario } from './scenario.js'

interoperate('frr')

scenario('a larger MTU at frr is no obstacle with mtu-ignore', ['frr'], async (network) => {
  const [a, b] = [await network.add('r1'), await network.add('r2')]
  await cables(network, a, b, ['wide', 'strict'])
  for (const name of ['wide', 'strict']) await a.ip(`link set ${name} mtu 1400`)
  const frr = await Frr.start(network, b, ['ospfd'], frrOn('192.0.2.2', { wide: [], strict: [] }))
  const config = waymarkOn('192.0.2.1', { wide: { 'mtu-ignore': true }, strict: {} })
  const waymark = await Waymark.start(network, a, config)
  await untilFullWith(waymark, 1)
  await untilFullWith(frr, 1)
  assert.match((await whyNotFullOn(waymark, 'strict'))!, /^MTU mismatch: theirs 1500, ours 1400/)
})
