import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderConfiguration } from '../../cli/show/machine.js'

const SETTINGS = [
  { path: 'ospf.abr-type', value: 'cisco' },
  { path: 'ospf.areas.0.0.0.0.interfaces.lan0.mtu-ignore', value: 'false' },
  { path: 'ospf-instances.blue.vrf', value: 'vrf-blue' },
  { path: 'log.level', value: 'info' },
]

test('the settings in force are shown by their keys, all or those at and below one', () => {
  assert.match(
    renderConfiguration({ settings: SETTINGS }),
    /^KEY +VALUE\nospf\.abr-type +cisco\n[\s\S]*log\.level +info$/,
  )
  const shown = (within: string) =>
    renderConfiguration({ settings: SETTINGS }, within)
      .split('\n')
      .map((line) => line.split(' ', 1)[0])
  assert.deepEqual(shown('ospf'), ['KEY', 'ospf.abr-type', 'ospf.areas.0.0.0.0.interfaces.lan0.mtu-ignore'])
  assert.deepEqual(shown('log.level'), ['KEY', 'log.level'])
})

test('where nothing is set at a key it is said what there is', () => {
  assert.equal(
    renderConfiguration({ settings: SETTINGS }, 'igmp'),
    'Nothing is set at igmp; there are: ospf, ospf-instances, log.',
  )
})
