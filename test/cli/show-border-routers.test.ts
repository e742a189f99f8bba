import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderBorderRouters } from '../../cli/show/ospf-border-routers.js'
import type { BorderRouterView } from '../../protocols/ospf/view.js'
import { NO_INSTANCE, ONE_INSTANCE, ofDefault } from './one-instance.js'

const ABR: BorderRouterView = {
  routerId: '10.0.0.2',
  hostname: 'core2',
  area: '0.0.0.0',
  abr: true,
  asbr: false,
  pathType: 'intra-area',
  cost: 10,
  nextHops: [{ interface: 'lan0', gateway: '10.0.1.2' }],
}

test('border routers are shown with their role and the way to them', () => {
  const both = [...ABR.nextHops, { interface: 'p2p1', gateway: '10.0.7.2' }]
  const borderRouters = [
    ABR,
    { ...ABR, routerId: '10.0.0.3', hostname: null, asbr: true, nextHops: [] },
    {
      ...ABR,
      routerId: '10.0.0.9',
      abr: false,
      asbr: true,
      pathType: 'inter-area',
      cost: 120,
      nextHops: both,
    } as const,
  ]
  assert.equal(
    renderBorderRouters({ ...ONE_INSTANCE, borderRouters: ofDefault(borderRouters) }),
    `
ROUTER ID  NAME   AREA     TYPE      COST  PATH        NEXT HOPS
10.0.0.2   core2  0.0.0.0  ABR         10  intra-area  10.0.1.2 lan0
10.0.0.3   -      0.0.0.0  ABR ASBR    10  intra-area  virtual link
10.0.0.9   core2  0.0.0.0  ASBR       120  inter-area  10.0.1.2 lan0, 10.0.7.2 p2p1`.trim(),
  )
})

test('without border routers it is said what would be one', () => {
  assert.match(renderBorderRouters({ ...ONE_INSTANCE, borderRouters: [] }), /^No border routers: /)
  assert.match(renderBorderRouters({ ...NO_INSTANCE, borderRouters: [] }), /^OSPF does not run/)
})
