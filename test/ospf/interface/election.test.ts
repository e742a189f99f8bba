import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatIpv4, ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { type Candidate, elect } from '../../../protocols/ospf/interface/election.js'

/** Router `n` at 10.0.0.n with Router ID 0.0.0.n; what it declares by number, 0 for nobody. */
function router(n: number, { priority = 1, dr = 0, bdr = 0 } = {}): Candidate {
  const address = (i: number) => (i === 0 ? ipv4('0.0.0.0') : ipv4(`10.0.0.${i}`))
  return {
    address: address(n),
    routerId: routerId(n),
    priority,
    designatedRouter: address(dr),
    backupDesignatedRouter: address(bdr),
  }
}

function outcome(self: Candidate, ...neighbors: Candidate[]): string {
  const { designatedRouter, backupDesignatedRouter } = elect(self, neighbors)
  const name = (address: number) => (address === 0 ? '-' : formatIpv4(address).split('.')[3]!)
  return `DR ${name(designatedRouter)} Backup ${name(backupDesignatedRouter)}`
}

test('the only eligible router elects itself Designated Router, and there is no Backup', () => {
  assert.equal(outcome(router(1)), 'DR 1 Backup -')
  assert.equal(outcome(router(1), router(2, { priority: 0 })), 'DR 1 Backup -')
})

test('with nobody eligible there is neither', () => {
  assert.equal(outcome(router(1, { priority: 0 }), router(2, { priority: 0 })), 'DR - Backup -')
})

test('at first, the highest Router Priority is DR and the next Backup; in case of a tie, the highest Router ID', () => {
  assert.equal(outcome(router(1, { priority: 9 }), router(2), router(3)), 'DR 1 Backup 3')
  // A router that is neither sees the Backup that it would have, and the DR the same (§9.4, last paragraphs)
  assert.equal(outcome(router(3), router(1), router(2)), 'DR 3 Backup 2')
})

test('who declares itself Designated Router stays it, whatever the priority of a late joiner', () => {
  assert.equal(
    outcome(router(9, { priority: 255 }), router(1, { dr: 1, bdr: 2 }), router(2, { dr: 1, bdr: 2 })),
    'DR 1 Backup 2',
  )
  assert.equal(
    outcome(router(1, { dr: 1, bdr: 2 }), router(2, { dr: 1, bdr: 2 }), router(9, { priority: 255 })),
    'DR 1 Backup 2',
  )
})

test('lowering the priority of the DR changes nothing, lowering it to 0 makes the Backup Designated Router', () => {
  const backup = router(2, { dr: 1, bdr: 2 })
  const other = router(3, { dr: 1, bdr: 2 })
  assert.equal(outcome(router(1, { dr: 1, bdr: 2, priority: 1 }), backup, other), 'DR 1 Backup 2')
  assert.equal(outcome(router(1, { dr: 1, bdr: 2, priority: 0 }), backup, other), 'DR 2 Backup 2')
})

test('the Backup becomes DR when the DR is gone, and chooses a new Backup in the second round of step 4', () => {
  assert.equal(
    outcome(router(2, { dr: 1, bdr: 2 }), router(3, { dr: 1, bdr: 2 }), router(4, { dr: 1, bdr: 2 })),
    'DR 2 Backup 4',
  )
})

test('another router sees the promoted Backup as both until it declares itself DR', () => {
  assert.equal(outcome(router(3, { dr: 1, bdr: 2 }), router(2, { dr: 1, bdr: 2 })), 'DR 2 Backup 2')
})

test('of two that declare themselves DR, the higher priority wins, then the higher Router ID', () => {
  assert.equal(outcome(router(1, { dr: 1 }), router(2, { dr: 2 })), 'DR 2 Backup 1')
  assert.equal(outcome(router(1, { dr: 1, priority: 7 }), router(2, { dr: 2 })), 'DR 1 Backup -')
})

test('of those that declare themselves Backup the best is chosen before any other, those that declare DR excluded', () => {
  const dr = router(1, { dr: 1, bdr: 2 })
  assert.equal(outcome(dr, router(2, { dr: 1, bdr: 2 }), router(9, { priority: 200, dr: 1 })), 'DR 1 Backup 2')
  assert.equal(outcome(dr, router(2, { dr: 2, bdr: 2, priority: 0 }), router(9, { dr: 1 })), 'DR 1 Backup 9')
})

const anyRouters = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc
        .record({
          priority: fc.integer({ min: 0, max: 2 }),
          dr: fc.constantFrom(0, ...ids),
          bdr: fc.constantFrom(0, ...ids),
        })
        .map((declared) => router(id, declared)),
    ),
  ),
)

test('the calculating router is never both', () => {
  fc.assert(
    fc.property(anyRouters, ([self, ...neighbors]) => {
      const { designatedRouter, backupDesignatedRouter } = elect(self!, neighbors)
      assert.ok(designatedRouter !== self!.address || backupDesignatedRouter !== self!.address)
    }),
  )
})

test('there is a Designated Router whenever a router is eligible, and it is one of the eligible', () => {
  fc.assert(
    fc.property(anyRouters, ([self, ...neighbors]) => {
      const eligible = [self!, ...neighbors].filter(({ priority }) => priority > 0)
      const { designatedRouter, backupDesignatedRouter } = elect(self!, neighbors)
      if (eligible.length > 0) assert.ok(eligible.some(({ address }) => address === designatedRouter))
      else assert.equal(designatedRouter, 0)
      assert.ok(backupDesignatedRouter === 0 || eligible.some(({ address }) => address === backupDesignatedRouter))
    }),
  )
})

test('routers that hear each other and declare what they elect come to agree', () => {
  fc.assert(
    fc.property(anyRouters, (routers) => {
      let all = routers
      for (let round = 0; round < 6; round++)
        all = all.map((self) => ({
          ...self,
          ...elect(
            self,
            all.filter((other) => other !== self),
          ),
        }))
      const [first] = all
      for (const { designatedRouter, backupDesignatedRouter } of all) {
        assert.equal(designatedRouter, first!.designatedRouter)
        assert.equal(backupDesignatedRouter, first!.backupDesignatedRouter)
      }
    }),
  )
})

test('an address of 0 is nobody', () => {
  assert.equal(outcome({ ...router(1), designatedRouter: ipv4FromNumber(0) }), 'DR 1 Backup -')
})
