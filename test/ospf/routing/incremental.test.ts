import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { DatabaseEntry } from '../../../protocols/ospf/database/database.js'
import { calculateRoutes } from '../../../protocols/ospf/routing/calculate.js'
import { routeViews } from '../../../protocols/ospf/routing/view.js'
import { asbrSummaryLsa, externalLsa, Fixture, type LsaText, networkLsa, routerLsa, summaryLsa } from './fixture.js'

const ROUTERS = ['2.2.2.2', '3.3.3.3', '4.4.4.4', '5.5.5.5'] as const
const PREFIXES = ['10.9.0.0/16', '10.9.8.0/24', '100.64.0.0/16', '0.0.0.0/0', '10.7.0.0/24']

const router = fc.constantFrom(...ROUTERS)
const cost = fc.integer({ min: 1, max: 5 })
const to = fc.constantFrom(...PREFIXES)
const links = fc.uniqueArray(
  fc.oneof(
    fc.tuple(fc.constantFrom('1.1.1.1', ...ROUTERS), cost).map(([id, c]) => `p2p ${id} 10.1.0.1 ${c}`),
    fc.tuple(fc.integer({ min: 2, max: 9 }), cost).map(([host, c]) => `lan 10.7.0.2 10.7.0.${host} ${c}`),
    fc.tuple(to, cost).map(([prefix, c]) => `stub ${prefix} ${c}`),
  ),
  { maxLength: 5 },
)
const lsa: fc.Arbitrary<LsaText> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(router, links, fc.integer({ min: 0, max: 3 })).map(([r, l, b]) => routerLsa(r, l, b)),
  },
  fc
    .tuple(router, fc.subarray(['1.1.1.1', ...ROUTERS], { minLength: 1 }))
    .map(([r, all]) => networkLsa('10.7.0.2/24', r, all)),
  fc.tuple(to, router, cost).map(([prefix, r, c]) => summaryLsa(prefix, r, c)),
  fc.tuple(router, router, cost).map(([asbr, r, c]) => asbrSummaryLsa(asbr, r, c)),
  fc
    .tuple(to, router, cost, fc.boolean(), fc.constantFrom(undefined, '10.9.8.7', '10.7.0.9', '10.0.2.1'))
    .map(([prefix, r, c, type2, forwarding]) =>
      externalLsa(prefix, r, c, forwarding === undefined ? { type2 } : { type2, forwarding }),
    ),
)
/** An LSA in area 0 or 1 is told or, with `gone`, taken away again; then routes may be calculated. */
const step = fc.record({ lsa, area: fc.constantFrom(0, 1), gone: fc.boolean(), calculate: fc.boolean() })

function start(abr: boolean): Fixture {
  const f = new Fixture('1.1.1.1')
  f.interface(2, '10.0.2.1/24', { cost: 1, neighbors: [['2.2.2.2', '10.0.2.2']] })
  f.interface(3, '10.0.3.1/24', { cost: 2, neighbors: [['3.3.3.3', '10.0.3.3']] })
  f.interface(7, '10.7.0.1/24', { cost: 2, lan: '10.7.0.2', neighbors: [['4.4.4.4', '10.7.0.2']] })
  if (abr) f.interface(4, '10.0.4.1/24', { cost: 1, area: 1, neighbors: [['5.5.5.5', '10.0.4.5']] })
  return f
}

/** The routing table without what depends on when it was calculated. */
function table(f: Fixture): unknown {
  calculateRoutes(f.memory)
  return routeViews(f.memory).map(({ unchanged: _, changedBy: _trigger, ...route }) => route)
}

describe('the routing table', () => {
  it('is the same whether it was calculated at once or kept up with every change (§16.5, 16.6)', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 40 }), (abr, steps) => {
        const kept = start(abr)
        const held = new Map<string, { readonly text: LsaText; readonly area: number; readonly entry: DatabaseEntry }>()
        for (const { lsa: text, area, gone, calculate } of steps) {
          const scope = text.type === 5 ? -1 : area
          const name = `${scope} ${text.type} ${text.linkStateId} ${text.advertisingRouter}`
          const tell = (): DatabaseEntry => (scope < 0 ? kept.tell(text) : kept.tell(text, area))
          const old = held.get(name)
          if (!gone) held.set(name, { text, area: scope, entry: tell() })
          else if (old !== undefined) {
            kept.forget(old.entry)
            held.delete(name)
          }
          if (calculate) calculateRoutes(kept.memory)
        }
        const fresh = start(abr)
        for (const { text, area } of held.values()) area < 0 ? fresh.tell(text) : fresh.tell(text, area)
        assert.deepEqual(table(kept), table(fresh))
        for (const { entry } of held.values()) kept.forget(entry)
        calculateRoutes(kept.memory)
        const { routing } = kept.memory
        assert.deepEqual(
          [...routing.graphs.values()].map((graph) => graph.size),
          abr ? [0, 0] : [...routing.graphs].map(() => 0),
        )
        assert.deepEqual([routing.asbrs.size, routing.forwarding.size, routing.routes.size], [0, 0, abr ? 4 : 3])
      }),
      { numRuns: 300 },
    )
  })
})
