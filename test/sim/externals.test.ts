import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seconds } from '../../protocols/base/duration.js'
import { formatPrefix, prefix } from '../../protocols/base/prefix.js'
import { AREA_DEFAULTS } from '../../protocols/ospf/settings.js'
import { rule } from '../ospf/external/as-boundary.js'
import { audit } from './audit.js'
import { SimNetwork } from './network.js'
import { type RouterPlan, TopologyBuilder } from './topology.js'

const OUTSIDE = prefix('198.51.100.0/24')

/** r1 – r2 – r3 – r4: r2 is a border router of r1's area, which is of this type; the other links are in the backbone. */
function chain(areaType: 'normal' | 'nssa'): { network: SimNetwork; asbr: RouterPlan } {
  const builder = new TopologyBuilder()
  builder.area = 1
  const r1 = builder.router()
  builder.area = 0
  const [r2, r3, r4] = builder.routers(3)
  builder.pointToPoint([r2!, r3!])
  builder.pointToPoint([r3!, r4!])
  builder.area = 1
  builder.pointToPoint([r1, r2!])
  for (const router of [r1, r2!])
    router.configuration = { ...router.configuration, areas: new Map([[1, { ...AREA_DEFAULTS, areaType }]]) }
  r1.configuration = { ...r1.configuration, redistribute: [rule('static')] }
  const network = new SimNetwork(builder.build())
  network.start()
  network.run(seconds(120))
  assert.deepEqual(audit(network), [])
  return { network, asbr: r1 }
}

describe('a route that is brought into the AS', () => {
  for (const areaType of ['normal', 'nssa'] as const)
    it(`from a ${areaType} area is in every other router's kernel within half a second, and gone as soon`, () => {
      const { network, asbr } = chain(areaType)
      const others = network.topology.routers.filter((router) => router !== asbr)
      const has = (router: RouterPlan): boolean => network.router(router).kernel.table().has(formatPrefix(OUTSIDE))
      const took = (done: () => boolean): number => {
        const start = network.world.now
        assert.ok(network.world.runUntil(done, seconds(60)))
        return network.world.now - start
      }
      network.setOutside(asbr, { foreign: [{ prefix: OUTSIDE, realm: 0, gateway: undefined }] })
      const came = took(() => others.every(has))
      assert.ok(came < 500, `${came} ms`)
      network.run(seconds(60))
      network.setOutside(asbr, { foreign: [] })
      const went = took(() => !others.some(has))
      assert.ok(went < 500, `${went} ms`)
    })
})
