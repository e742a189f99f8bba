import assert from 'node:assert/strict'
import type { Network } from '../../lab/network.js'
import { differences, fiveRouters, type RoutesOfAll, settled } from './five-routers.js'
import type { Implementation } from './peers.js'
import { scenario } from './scenario.js'

type Mix = Readonly<Record<'r1' | 'r2' | 'r3' | 'r4' | 'r5', Implementation>>

interface Outcome {
  readonly whole: RoutesOfAll
  readonly cut: RoutesOfAll
}

let reference: Outcome | undefined

scenario('five routers of FRR: the reference', ['frr'], async (network) => {
  reference = await outcome(network, { r1: 'frr', r2: 'frr', r3: 'frr', r4: 'frr', r5: 'frr' })
  assert.equal(reference.whole.get('r4 10.0.0.0/24'), '10.1.14.1 r4r1, 10.1.24.1 r4r2')
  assert.equal(reference.whole.get('r5 10.255.0.4/32'), '10.1.45.1 r5r4a, 10.1.46.1 r5r4b')
  assert.equal(reference.cut.get('r4 10.0.0.0/24'), '10.1.24.1 r4r2')
})

const mixes: Readonly<Record<string, Mix>> = {
  'FRR and BIRD': { r1: 'bird', r2: 'frr', r3: 'bird', r4: 'bird', r5: 'frr' },
}

for (const [name, mix] of Object.entries(mixes)) {
  scenario(`five routers of ${name} have the routes of all-FRR, after a cut too`, ['frr', 'bird'], async (network) => {
    const { whole, cut } = await outcome(network, mix)
    assert.ok(reference !== undefined, 'the reference did not come about')
    assert.deepEqual(differences(whole, reference.whole), [])
    assert.deepEqual(differences(cut, reference.cut), [])
  })
}

/** The routes of all five, and again after the link between r1 and r4 is cut. */
async function outcome(network: Network, mix: Mix): Promise<Outcome> {
  const five = await fiveRouters(network, mix)
  const whole = await settled(five, { r1: 3, r2: 3, r3: 3, r4: 4, r5: 3 })
  // At both ends: an interface that is up without carrier is advertised as a host by BIRD, and not at all by FRR.
  await Promise.all([five.at.r1.ip('link set r1r4 down'), five.at.r4.ip('link set r4r1 down')])
  return { whole, cut: await settled(five, { r1: 2, r2: 3, r3: 3, r4: 3, r5: 3 }) }
}
