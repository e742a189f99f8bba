import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ethernet, Network, type Router, settings } from './network.js'

test('Appendix F: a router with two interfaces to one network is one router there, and is reached over both', () => {
  const network = new Network()
  const r1 = network.router('r1', settings('1.1.1.1', { 'eth*': {}, lan: { passive: true } }), [
    ethernet(1, 'eth1', '10.0.0.1/24'),
    ethernet(2, 'eth2', '10.0.0.2/24'),
    ethernet(3, 'lan', '10.1.0.1/24'),
  ])
  const r2 = network.router('r2', settings('2.2.2.2', { eth1: {}, lan: { passive: true } }), [
    ethernet(1, 'eth1', '10.0.0.3/24'),
    ethernet(2, 'lan', '10.2.0.1/24'),
  ])
  network.wire('r1 1', 'r1 2', 'r2 1')
  network.pass(120_000)
  const way = (router: Router, prefix: string): string[] =>
    [...router.engine.routes(network.now)]
      .filter((route) => route.prefix === prefix)
      .flatMap((route) => route.nextHops.map((hop) => `${hop.gateway} ${hop.interface}`))
  assert.deepEqual(way(r2, '10.1.0.0/24'), ['10.0.0.1 eth1', '10.0.0.2 eth1'])
  assert.deepEqual(way(r1, '10.2.0.0/24'), ['10.0.0.3 eth1', '10.0.0.3 eth2'])
  const full = (router: Router) => router.engine.view(network.now).neighbors.map(({ state }) => state)
  assert.deepEqual(
    [full(r1), full(r2)],
    [
      ['Full', 'Full'],
      ['Full', 'Full'],
    ],
  )
})
