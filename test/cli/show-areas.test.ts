import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderAreas } from '../../cli/show/ospf-areas.js'
import type { AreaView } from '../../protocols/ospf/view.js'
import { NO_INSTANCE, ONE_INSTANCE, ofDefault } from './one-instance.js'

const AREA: AreaView = {
  area: '0.0.0.0',
  type: 'normal',
  summary: true,
  transit: false,
  borderRouter: true,
  translator: null,
  interfaces: 2,
  fullNeighbors: 3,
  summaries: 4,
  ranges: [],
  externalRanges: [],
  filter: { in: null, out: null },
  defaultCost: null,
  lsas: { router: 3, network: 1, 'summary-network': 7 },
}

test('areas are shown with our role in them and their ranges', () => {
  const ranges = [
    { prefix: '10.1.0.0/16', advertise: true, networks: 2, cost: 20 },
    { prefix: '10.2.0.0/16', advertise: false, networks: 3, cost: 30 },
    { prefix: '10.3.0.0/16', advertise: true, networks: 0, cost: null },
  ]
  const nssa: AreaView = {
    ...AREA,
    area: '0.0.0.1',
    type: 'nssa',
    summary: false,
    translator: 'elected',
    ranges,
    externalRanges: [
      { prefix: '198.51.0.0/16', advertise: true, cost: 55 },
      { prefix: '203.0.113.0/24', advertise: false, cost: null },
    ],
    filter: { in: [], out: ['10.0.0.0/8 le 24', '192.0.2.0/24'] },
    defaultCost: 5,
  }
  const text = renderAreas({ ...ONE_INSTANCE, areas: ofDefault([AREA, nssa]) })
  assert.match(text, /^AREA +TYPE +ROLE +INTERFACES +FULL +LSAS +SUMMARIES +DEFAULT COST +FILTERS +RANGES/)
  assert.match(text, /0\.0\.0\.0 +normal +border +2 +3 +11 +4 +- +- +-/)
  assert.match(text, /nssa, no summaries +border, translator elected/)
  assert.match(
    text,
    /10\.1\.0\.0\/16 cost 20, 10\.2\.0\.0\/16 hides 3, 10\.3\.0\.0\/16 not active, externals 198\.51\.0\.0\/16 cost 55, externals 203\.0\.113\.0\/24 hidden$/m,
  )
  assert.match(text, / 5 +in nothing; out 10\.0\.0\.0\/8 le 24 192\.0\.2\.0\/24 +10\.1/)
})

test('an area that a virtual link goes through is shown as one', () => {
  assert.match(
    renderAreas({ ...ONE_INSTANCE, areas: ofDefault([{ ...AREA, transit: true }]) }),
    /normal, transit +border/,
  )
})

test('without areas it is said what would make some', () => {
  assert.match(renderAreas({ ...ONE_INSTANCE, areas: [] }), /^No areas: ospf\.areas/)
  assert.match(renderAreas({ ...NO_INSTANCE, areas: [] }), /^OSPF does not run/)
})
