import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DefaultInformation } from '../../../protocols/ospf/external/settings.js'
import { borderRouterViews } from '../../../protocols/ospf/routing/border-routers.js'
import type { BorderRouterView } from '../../../protocols/ospf/view.js'
import { chain } from '../virtual-link/chain.js'
import { untilVirtuallyFull } from '../virtual-link/looks.js'
import { asbrSummaryLsa, Fixture, routerLsa } from './fixture.js'

const B = 1
const E = 2
const DEFAULT_INFORMATION: DefaultInformation = {
  condition: undefined,
  table: 254,
  set: { metric: 10, metricType: 2, tag: undefined, forwardingAddress: 'none' },
}

/** `2.2.2.2 0.0.0.0 ABR intra-area 10 via 10.0.2.2 eth2` */
const shown = ({ memory }: Fixture): string[] => lines(borderRouterViews(memory))

function lines(routers: readonly BorderRouterView[]): string[] {
  return routers.map((router) => {
    const type = `${router.abr ? 'ABR ' : ''}${router.asbr ? 'ASBR ' : ''}`
    const hops = router.nextHops.map((hop) => `${hop.gateway} ${hop.interface}`).join(', ')
    return `${router.routerId} ${router.area} ${type}${router.pathType} ${router.cost} via ${hops}`
  })
}

/** 1.1.1.1 between the backbone with 2.2.2.2 and 3.3.3.3, and area 1 with 2.2.2.2 and 4.4.4.4. */
function network(): Fixture {
  const f = new Fixture('1.1.1.1')
  f.interface(2, '10.0.2.1/24', { cost: 10, neighbors: [['2.2.2.2', '10.0.2.2']] })
  f.interface(3, '10.0.3.1/24', { cost: 20, neighbors: [['3.3.3.3', '10.0.3.3']] })
  f.interface(4, '10.0.4.1/24', { cost: 5, area: 1, neighbors: [['4.4.4.4', '10.0.4.4']] })
  f.tell(routerLsa('1.1.1.1', ['p2p 2.2.2.2 10.0.2.1 10', 'p2p 3.3.3.3 10.0.3.1 20'], B))
  f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10'], B))
  f.tell(routerLsa('3.3.3.3', ['p2p 1.1.1.1 10.0.3.3 10'], 0))
  f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.0.4.4 5', 'p2p 2.2.2.2 10.0.5.4 1'], E), 1)
  f.tell(routerLsa('2.2.2.2', ['p2p 4.4.4.4 10.0.5.2 1'], B), 1)
  f.settle()
  return f
}

describe('RFC 2328 §11, Destination Type router', () => {
  it('has the area border and AS boundary routers of each area, neither others nor the router itself', () => {
    assert.deepEqual(shown(network()), [
      '2.2.2.2 0.0.0.0 ABR intra-area 10 via 10.0.2.2 eth2',
      '2.2.2.2 0.0.0.1 ABR intra-area 6 via 10.0.4.4 eth4',
      '4.4.4.4 0.0.0.1 ASBR intra-area 5 via 10.0.4.4 eth4',
    ])
  })

  it('has the AS boundary routers of other areas, of which type 4 summary-LSAs tell', () => {
    const f = network()
    const told = f.tell(asbrSummaryLsa('9.9.9.9', '2.2.2.2', 7))
    f.settle()
    assert.deepEqual(shown(f).slice(3), ['9.9.9.9 0.0.0.0 ASBR inter-area 17 via 10.0.2.2 eth2'])
    f.forget(told)
    f.settle()
    assert.deepEqual(shown(f).slice(3), [])
  })

  it('says over a virtual link where packets really go, and of its other end only that it is one', () => {
    const { network, r2, r4 } = chain({
      settings: (name, own) => (name === 'r1' ? { ...own, defaultInformation: DEFAULT_INFORMATION } : own),
    })
    untilVirtuallyFull(network, r2, r4)
    network.pass(20_000)
    assert.deepEqual(lines(r4.engine.borderRouters(network.now)), [
      '10.0.0.1 0.0.0.0 ASBR intra-area 30 via 10.1.1.3 up',
      '10.0.0.2 0.0.0.0 ABR intra-area 20 via ',
      '10.0.0.2 0.0.0.1 ABR intra-area 20 via 10.1.1.3 up',
    ])
  })

  it('does not have a router that is not reached, nor one that is none any more', () => {
    const f = network()
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10'], 0))
    f.tell(routerLsa('8.8.8.8', ['p2p 2.2.2.2 10.0.8.8 1'], B | E))
    f.settle()
    assert.deepEqual(shown(f), [
      '2.2.2.2 0.0.0.1 ABR intra-area 6 via 10.0.4.4 eth4',
      '4.4.4.4 0.0.0.1 ASBR intra-area 5 via 10.0.4.4 eth4',
    ])
  })
})
