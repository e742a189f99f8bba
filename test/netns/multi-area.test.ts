import assert from 'node:assert/strict'
import { atRest, multiArea, type Name, type Routes, untilAs } from './multi-area.js'
import type { Implementation } from './peers.js'
import { scenario } from './scenario.js'

type Mix = Readonly<Record<Name, Implementation>>

let reference: Routes | undefined

scenario('areas of FRR: the reference', ['frr'], async (network) => {
  const all = await multiArea(network, { r1: 'frr', r2: 'frr', r3: 'frr', r4: 'frr', r5: 'frr' })
  reference = await atRest(all)
  assert.equal(reference.get('r1 0.0.0.0/0'), '10.1.12.2 r1r2')
  assert.equal(reference.get('r2 10.1.0.0/16'), 'discard')
  assert.equal(reference.get('r3 10.1.0.0/16'), '10.0.0.2 lan0')
})

const mixes: Readonly<Record<string, Mix>> = {
  Waymark: { r1: 'waymark', r2: 'waymark', r3: 'waymark', r4: 'waymark', r5: 'waymark' },
  'Waymark at the borders': { r1: 'frr', r2: 'waymark', r3: 'waymark', r4: 'frr', r5: 'bird' },
  'Waymark inside': { r1: 'waymark', r2: 'frr', r3: 'bird', r4: 'waymark', r5: 'waymark' },
}

/**
 * With summaries the default of an NSSA is of type 7 (RFC 3101 §2.7); FRR's is a summary-LSA, which r5 prefers, and FRR
 * uses our type 7 default at a border router although its bit P is clear (§2.5 (3)).
 */
const DEVIATIONS = ['r4 0.0.0.0/0', 'r5 0.0.0.0/0']

for (const [name, mix] of Object.entries(mixes)) {
  scenario(`areas of ${name}: a stub area, an NSSA and a range as with FRR`, ['frr', 'bird'], async (network) => {
    assert.ok(reference !== undefined, 'the reference did not come about')
    const all = await multiArea(network, mix)
    await untilAs(all, reference, mix.r3 !== mix.r4 ? DEVIATIONS : [])
  })
}
