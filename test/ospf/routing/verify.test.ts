import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instant } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { LSRefreshTime } from '../../../protocols/ospf/constants.js'
import { BACKBONE, routerId } from '../../../protocols/ospf/identifiers.js'
import { Fixture, routerLsa } from './fixture.js'

const FAR = '10.3.0.0/24'
const FAR_ROUTER = routerId(ipv4('3.3.3.3'))

function atRest(): Fixture {
  const f = new Fixture('1.1.1.1')
  f.interface(1, '10.0.0.1/24', { neighbors: [['2.2.2.2', '10.0.0.2']] })
  f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 5', 'p2p 3.3.3.3 10.9.0.1 7']))
  f.tell(routerLsa('3.3.3.3', ['p2p 2.2.2.2 10.9.0.2 7', 'stub 10.3.0.0/24 1']))
  f.settle()
  return f
}

/** As if a calculation in parts had gone wrong: nothing but a calculation of the whole would find it. */
function mistake(f: Fixture): void {
  const graph = f.memory.routing.graphs.get(BACKBONE)!
  const vertex = graph.findRouter(FAR_ROUTER)!
  graph.distance[vertex] = 99
  graph.knownDistance[vertex] = 99
}

/** Another network appears, which is no reason to look at any tree. */
function change(f: Fixture, cost: number): void {
  f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 5', 'p2p 3.3.3.3 10.9.0.1 7', `stub 10.2.0.0/24 ${cost}`]))
  f.settle()
}

const notices = (f: Fixture) =>
  f.memory.effects.flatMap((e) => (e.do === 'notice' && e.notice.notice === 'tree-differs' ? [e.notice] : []))

describe('the tree that is brought up to date in parts', () => {
  it('is compared with a whole one when the network is at rest, and calculated anew where it differs', () => {
    const f = atRest()
    assert.deepEqual(notices(f), [])
    f.memory.now = instant(f.memory.now + LSRefreshTime)
    mistake(f)
    change(f, 1)
    assert.deepEqual(notices(f), [{ notice: 'tree-differs', level: 'error', area: BACKBONE, vertices: 1 }])
    const graph = f.memory.routing.graphs.get(BACKBONE)!
    assert.equal(graph.distance[graph.findRouter(FAR_ROUTER)!], 17)
    assert.equal(f.route(FAR)?.cost, 18)
    assert.deepEqual(
      f.memory.routing.log.slice(-2).map(({ kind, trigger }) => [kind, trigger]),
      [
        ['partial', 'router-LSA 2.2.2.2'],
        ['full', 'verification'],
      ],
    )
  })

  it('is compared no more than once in LSRefreshTime, and not where nothing changes', () => {
    const f = atRest()
    const first = f.memory.routing.verified
    assert.notEqual(first, undefined)
    change(f, 1)
    assert.equal(f.memory.routing.verified, first)
    f.memory.now = instant(f.memory.now + LSRefreshTime)
    f.settle()
    assert.equal(f.memory.routing.verified, first)
    change(f, 2)
    assert.ok(f.memory.routing.verified! > first!)
    assert.deepEqual(notices(f), [])
  })
})
