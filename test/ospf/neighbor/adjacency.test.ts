import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, settings } from '../engine/network.js'

const US = '5.5.5.5'

test('§10.4: on a broadcast network only DR and Backup are adjacent to all; AdjOK? ends what is no longer wanted', () => {
  const engine = new LoneEngine(settings(US, { eth0: { priority: 9 } }), ethernet(1, 'eth0', '10.0.0.1/24'))
  const two: From = { address: '10.0.0.2', id: '2.2.2.2' }
  const three: From = { address: '10.0.0.3', id: '3.3.3.3' }
  const four: From = { address: '10.0.0.4', id: '4.4.4.4' }
  const say = (from: From, dr: string, bdr: string) => () =>
    engine.hear(from, { ...hello(US), designatedRouter: ipv4(dr), backupDesignatedRouter: ipv4(bdr) })
  // Two is DR, three its Backup
  for (const from of [two, three, four]) say(from, two.address, three.address)()
  assert.deepEqual(
    [two, three, four].map(({ address }) => engine.state(address)),
    ['ExStart', 'ExStart', '2-Way'],
  )
  assert.equal(engine.neighbor(four.address)?.whyNotFull, 'neither of us is DR or Backup (as it should be)')
  // Two leaves, three takes over and we are Backup: adjacent to all
  engine.passHearing(42_000, say(three, three.address, '0.0.0.0'), say(four, three.address, '0.0.0.0'))
  assert.equal(engine.interface().state, 'Backup')
  assert.deepEqual([engine.state(two.address), engine.state(four.address)], [undefined, 'ExStart'])
  // Our priority becomes 0: no longer Backup, no longer adjacent to four
  engine.input({ on: 'settings', settings: settings(US, { eth0: { priority: 0 } }) })
  assert.equal(engine.interface().state, 'DROther')
  assert.deepEqual([engine.state(three.address), engine.state(four.address)], ['ExStart', 'ExStart'])
})
