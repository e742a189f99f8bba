import assert from 'node:assert/strict'
import { adjacent, type FiveRouters, fiveRouters } from './five-routers.js'
import type { Implementation } from './peers.js'
import { type RoutesOfAll, routesAtRest, untilAsReference } from './reference.js'
import { scenario } from './scenario.js'

type Mix = Readonly<Record<'r1' | 'r2' | 'r3' | 'r4' | 'r5', Implementation>>

/** How many adjacencies each router has, before and after the cut. */
const WHOLE = { r1: 3, r2: 3, r3: 3, r4: 4, r5: 3 }
const AFTER_CUT = { r1: 2, r2: 3, r3: 3, r4: 3, r5: 3 }

interface Outcome {
  readonly whole: RoutesOfAll
  readonly cut: RoutesOfAll
}

let reference: Outcome | undefined

scenario('five routers of FRR: the reference', ['frr'], async (network) => {
  const five = await fiveRouters(network, { r1: 'frr', r2: 'frr', r3: 'frr', r4: 'frr', r5: 'frr' })
  await adjacent(five, WHOLE)
  const whole = await routesAtRest(five.at)
  await cut(five)
  await adjacent(five, AFTER_CUT)
  reference = { whole, cut: await routesAtRest(five.at) }
  assert.equal(reference.whole.get('r4 10.0.0.0/24'), '10.1.14.1 r4r1, 10.1.24.1 r4r2')
  assert.equal(reference.whole.get('r5 10.255.0.4/32'), '10.1.45.1 r5r4a, 10.1.46.1 r5r4b')
  assert.equal(reference.cut.get('r4 10.0.0.0/24'), '10.1.24.1 r4r2')
})

const mixes: Readonly<Record<string, Mix>> = {
  Waymark: { r1: 'waymark', r2: 'waymark', r3: 'waymark', r4: 'waymark', r5: 'waymark' },
  'Waymark, FRR and BIRD': { r1: 'waymark', r2: 'frr', r3: 'bird', r4: 'frr', r5: 'waymark' },
  'FRR, BIRD and Waymark': { r1: 'frr', r2: 'bird', r3: 'waymark', r4: 'waymark', r5: 'frr' },
  'FRR and BIRD': { r1: 'bird', r2: 'frr', r3: 'bird', r4: 'bird', r5: 'frr' },
}

for (const [name, mix] of Object.entries(mixes)) {
  scenario(`five routers of ${name} have the routes of all-FRR, after a cut too`, ['frr', 'bird'], async (network) => {
    assert.ok(reference !== undefined, 'the reference did not come about')
    const five = await fiveRouters(network, mix)
    await adjacent(five, WHOLE)
    await untilAsReference(five.at, reference.whole)
    await cut(five)
    await adjacent(five, AFTER_CUT)
    await untilAsReference(five.at, reference.cut)
  })
}

/** At both ends: an interface that is up without carrier is advertised as a host by BIRD, and not at all by FRR. */
async function cut({ at }: FiveRouters): Promise<void> {
  await Promise.all([at.r1.ip('link set r1r4 down'), at.r4.ip('link set r4r1 down')])
}
