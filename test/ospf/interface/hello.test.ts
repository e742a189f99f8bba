import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import type { Hello } from '../../../protocols/ospf/packet/hello.js'
import { type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'

const R1 = '1.1.1.1'
const R2: From = { address: '10.0.0.2', id: '2.2.2.2' }
const R3: From = { address: '10.0.0.3', id: '3.3.3.3' }

function onLan(more = {}, mtu = 1500): LoneEngine {
  return new LoneEngine(settings(R1, { eth0: more }), { ...ethernet(1, 'eth0', '10.0.0.1/24'), mtu })
}

function onLine(): LoneEngine {
  return new LoneEngine(settings(R1, { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/24'))
}

/** Declares these as DR and Backup, by address. */
function declaring(designated: string, backup: string, ...neighbors: string[]): Hello {
  return { ...hello(...neighbors), designatedRouter: ipv4(designated), backupDesignatedRouter: ipv4(backup) }
}

const NOBODY = '0.0.0.0'

test('§10.5: a Hello with another Network Mask is dropped before it touches the neighbor', () => {
  const engine = onLan()
  engine.hear(R2, { ...hello(R1), networkMask: ipv4('255.255.0.0') })
  assert.deepEqual(engine.refused(), { 'mask-mismatch': 1 })
  assert.equal(engine.state(R2.address), null)
})

test('§10.5: the Network Mask is ignored on point-to-point networks', () => {
  for (const mask of ['0.0.0.0', '255.255.255.255', '255.255.255.252']) {
    const engine = onLine()
    engine.hear(R2, { ...hello(), networkMask: ipv4(mask) })
    assert.equal(engine.state(R2.address), 'Init')
  }
})

test('§10.5: HelloInterval, RouterDeadInterval and the E-bit must match, and a mismatch leaves the neighbor untouched', () => {
  const cases: [Partial<Hello>, string, RegExp][] = [
    [{ helloInterval: seconds(5) }, 'hello-interval-mismatch', /^hello-interval mismatch: theirs 5, ours 10 /],
    [{ deadInterval: seconds(4) }, 'dead-interval-mismatch', /^dead-interval mismatch: theirs 4, ours 40 /],
    [{ options: 0 }, 'option-mismatch', /^option mismatch: theirs a stub area/],
  ]
  for (const [wrong, reason, why] of cases) {
    const engine = onLan()
    engine.hear(R2, { ...hello(R1), ...wrong })
    assert.deepEqual(engine.refused(), { [reason]: 1 })
    assert.match(engine.neighbor(R2.address)?.whyNotFull ?? '', why)
    // Nor does it keep a neighbor alive
    engine.hear(R2, hello(R1))
    for (let i = 0; i < 6; i++) {
      engine.pass(8000)
      engine.hear(R2, { ...hello(R1), ...wrong })
    }
    assert.equal(engine.state(R2.address), null)
  }
})

test('§10.5: other bits of the Options field are ignored', () => {
  const engine = onLan()
  engine.hear(R2, { ...hello(R1), options: 0xf7 })
  assert.equal(engine.state(R2.address), '2-Way')
})

test('§10.5: on broadcast networks a neighbor is known by its address; another Router ID there is another neighbor', () => {
  const engine = onLan()
  engine.hear(R2, hello(R1))
  engine.hear({ ...R2, id: '9.9.9.9' }, hello())
  const row = engine.neighbor(R2.address)
  assert.deepEqual([row?.routerId, row?.state], ['9.9.9.9', 'Init'])
  assert.equal(engine.interface().neighbors, 1)
  const gone = engine.notices.find((each) => each.notice === 'neighbor-state' && each.to === 'Down')
  assert.equal(gone?.notice === 'neighbor-state' && gone.reason, 'its Router ID is 9.9.9.9 now')
})

test('§10.5: on point-to-point networks a neighbor is known by its Router ID, and its address may change', () => {
  const engine = onLine()
  engine.hear(R2, hello(R1))
  assert.equal(engine.state(R2.address), 'ExStart')
  engine.hear({ ...R2, address: '10.0.0.77' }, hello(R1))
  assert.equal(engine.state('10.0.0.77'), 'ExStart')
  engine.hear({ address: '10.0.0.77', id: '9.9.9.9' }, hello())
  assert.deepEqual([engine.neighbor('10.0.0.77')?.routerId, engine.interface().neighbors], ['9.9.9.9', 1])
})

test('§10.5: a Hello that does not list us is 1-WayReceived and looked at no further', () => {
  const engine = onLan()
  engine.hear(R2, hello(R1))
  assert.equal(engine.state(R2.address), '2-Way')
  // It declares itself Backup, which would be BackupSeen
  engine.hear(R2, declaring(NOBODY, R2.address))
  assert.equal(engine.state(R2.address), 'Init')
  assert.equal(engine.interface().state, 'Waiting')
  assert.equal(engine.neighbor(R2.address)?.whyNotFull, 'our Router ID is not in its Hellos: it does not hear us')
})

test('§10.5: a Hello that does not list us still restarts the inactivity timer', () => {
  const engine = onLan()
  for (let i = 0; i < 10; i++) {
    engine.hear(R2, hello())
    engine.pass(30_000)
  }
  assert.equal(engine.state(R2.address), 'Init')
  assert.equal(engine.neighbor(R2.address)?.deadIn, 10_000)
})

test('§10.2: only Hellos restart the inactivity timer', () => {
  const engine = onLine()
  engine.hear(R2, hello(R1))
  for (let i = 0; i < 9; i++) {
    engine.pass(5000)
    engine.hear(R2, { type: 'link-state-acknowledgment', headers: [] })
  }
  assert.equal(engine.state(R2.address), undefined)
  const [down] = engine.notices.filter((each) => each.notice === 'neighbor-state' && each.to === 'Down')
  assert.equal(down?.notice === 'neighbor-state' && down.reason, 'no Hello for 40 s')
})

test('§9.3: Waiting lasts RouterDeadInterval, and there is no election before', () => {
  const engine = onLan()
  engine.passHearing(38_000, () => engine.hear(R2, hello(R1)))
  assert.equal(engine.interface().state, 'Waiting')
  assert.equal(engine.state(R2.address), '2-Way')
  assert.equal(engine.neighbor(R2.address)?.whyNotFull, 'waiting to learn who is Designated Router')
  engine.passHearing(2001, () => engine.hear(R2, hello(R1)))
  // The higher Router ID is DR, and both until it says whom it takes for Backup
  assert.deepEqual([engine.interface().state, engine.state(R2.address)], ['DROther', 'ExStart'])
  assert.equal(engine.interface().designatedRouter, R2.address)
})

test('§9.3: a router that is not eligible does not wait', () => {
  const engine = onLan({ priority: 0 })
  assert.equal(engine.interface().state, 'DROther')
})

test('§10.5: in Waiting, a neighbor that declares itself Backup ends it: BackupSeen', () => {
  const engine = onLan()
  engine.hear(R3, declaring(R2.address, R3.address, R1))
  // The DR was not heard yet, and a DR there is: the Backup is elected both until it is
  assert.equal(engine.interface().state, 'DROther')
  assert.equal(engine.interface().backupDesignatedRouter, R3.address)
})

test('§10.5: in Waiting, a neighbor that declares itself DR without a Backup ends it; with a Backup it does not', () => {
  const alone = onLan()
  alone.hear(R2, declaring(R2.address, NOBODY, R1))
  assert.equal(alone.interface().state, 'Backup')
  assert.equal(alone.state(R2.address), 'ExStart')
  const two = onLan()
  two.hear(R2, declaring(R2.address, R3.address, R1))
  assert.equal(two.interface().state, 'Waiting')
})

/** DR, with R2 as Backup and R3 as the third. */
function settled(): LoneEngine {
  const engine = onLan({ priority: 9 })
  const speak = (from: From, priority: number, body: Hello) => () => engine.hear(from, { ...body, priority })
  engine.passHearing(42_000, speak(R2, 5, hello(R1)), speak(R3, 1, hello(R1)))
  const agreed = declaring('10.0.0.1', R2.address, R1)
  engine.passHearing(2000, speak(R2, 1, agreed), speak(R3, 1, agreed))
  assert.equal(engine.interface().state, 'DR')
  assert.equal(engine.interface().backupDesignatedRouter, R2.address)
  return engine
}

test('§10.5: a changed Router Priority, or a changed declaration, is NeighborChange', () => {
  const priority = settled()
  priority.hear(R2, { ...declaring('10.0.0.1', R2.address, R1), priority: 0 })
  assert.equal(priority.interface().backupDesignatedRouter, R3.address)
  const resigned = settled()
  resigned.hear(R3, declaring('10.0.0.1', R3.address, R1))
  assert.equal(resigned.interface().backupDesignatedRouter, R3.address)
  resigned.hear(R3, declaring('10.0.0.1', R2.address, R1))
  assert.equal(resigned.interface().backupDesignatedRouter, R2.address)
})

test('§9.4: a late joiner with a higher priority changes nothing', () => {
  const engine = settled()
  const late: From = { address: '10.0.0.200', id: '200.0.0.1' }
  engine.hear(late, { ...declaring('10.0.0.1', R2.address, R1), priority: 255 })
  assert.deepEqual([engine.interface().state, engine.interface().backupDesignatedRouter], ['DR', R2.address])
})

test('§9.4: only neighbors that hear us take part in the election', () => {
  const engine = settled()
  engine.hear(R2, hello())
  assert.equal(engine.state(R2.address), 'Init')
  assert.equal(engine.interface().backupDesignatedRouter, R3.address)
})

test('§9.4: lowering the own priority while DR changes nothing; to 0, the Backup takes over', () => {
  const engine = settled()
  engine.input({ on: 'settings', settings: settings(R1, { eth0: { priority: 1 } }) })
  assert.equal(engine.interface().state, 'DR')
  engine.input({ on: 'settings', settings: settings(R1, { eth0: { priority: 0 } }) })
  assert.equal(engine.interface().state, 'DROther')
  assert.equal(engine.interface().designatedRouter, R2.address)
})

test('§9.5: Hellos list every neighbor heard within RouterDeadInterval', () => {
  const engine = onLan()
  engine.hear(R2, hello())
  engine.pass(20_000)
  engine.hear(R3, hello())
  engine.takeSent()
  engine.pass(10_000)
  assert.deepEqual(engine.takeBodies('hello').at(-1)?.neighbors, [ipv4('2.2.2.2'), ipv4('3.3.3.3')])
  engine.pass(25_000)
  assert.deepEqual(engine.takeBodies('hello').at(-1)?.neighbors, [ipv4('3.3.3.3')])
})

test('§9.5: a Hello never exceeds the MTU: more neighbors than it can list are refused', () => {
  const engine = onLan({}, 576)
  for (let i = 0; i < 200; i++) engine.hear({ address: `10.0.0.${i + 2}`, id: `9.9.9.${i}` }, hello())
  assert.equal(engine.interface().neighbors, 128)
  assert.deepEqual(engine.refused(), { 'too-many-neighbors': 72 })
  engine.takeSent()
  engine.pass(10_000)
  const [sent] = engine.takeBodies('hello')
  assert.equal(20 + 24 + 20 + 4 * (sent?.neighbors.length ?? 0), 576)
})

test('§9.5: a very small MTU still lets one neighbor be', () => {
  const engine = onLan({}, 68)
  engine.hear(R2, hello())
  engine.hear(R3, hello())
  assert.equal(engine.interface().neighbors, 1)
})

test('§9.5: Hellos are sent every HelloInterval, never later and hardly sooner', () => {
  const engine = onLine()
  engine.takeSent()
  let last = engine.now
  for (let i = 0; i < 50; i++) {
    while (engine.takeBodies('hello').length === 0) engine.pass(10)
    const interval = engine.now - last
    last = engine.now
    assert.ok(interval >= 9500 && interval <= 10_010, `${interval} ms`)
  }
})

test('a new neighbor is answered with a Hello at once, but a hundred new ones with ten a second at most', () => {
  const engine = onLan()
  engine.pass(1000)
  engine.takeSent()
  engine.hear(R2, hello())
  assert.deepEqual(
    engine.takeBodies('hello').map((each) => each.neighbors),
    [[ipv4('2.2.2.2')]],
  )
  for (let i = 0; i < 100; i++) engine.hear({ address: `10.0.0.${i + 3}` }, hello())
  assert.equal(engine.takeBodies('hello').length, 0)
  engine.pass(100)
  assert.deepEqual(
    engine.takeBodies('hello').map((each) => each.neighbors.length),
    [101],
  )
})

test('a neighbor that began anew is answered with a Hello at once', () => {
  const engine = onLine()
  engine.hear(R2, hello(R1))
  engine.pass(5000)
  engine.takeSent()
  engine.hear(R2, hello())
  assert.equal(engine.state(R2.address), 'Init')
  assert.equal(engine.takeBodies('hello').length, 1)
})
