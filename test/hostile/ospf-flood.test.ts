import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../protocols/base/duration.js'
import { ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { type Random, seededRandom } from '../../protocols/base/random.js'
import { routerId } from '../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../protocols/ospf/lsa/lsa.js'
import { encodeRouterLsa, LinkType } from '../../protocols/ospf/lsa/router-lsa.js'
import { dd, hello, LoneEngine } from '../ospf/engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../ospf/engine/network.js'

const US = '10.0.0.100'
const FLOODER = { address: '10.0.0.2', id: '10.0.0.200' }
const MAXIMUM = 400

/** Of any type and size, of somebody that nobody knows or of us, each another one. */
function anyLsa(random: Random, n: number): Lsa {
  const type = [LsType.router, LsType.asExternal, LsType.opaqueLink, LsType.opaqueArea, LsType.opaqueAs][n % 5]!
  const router = ipv4FromNumber(n % 7 === 0 ? 0x0a000064 : 0x64000000 + n)
  const links = Array.from({ length: 1 + Math.floor(random.next() * 100) }, (_, i) => ({
    type: LinkType.stub,
    id: ipv4FromNumber(0x14000000 + n * 256 + i),
    data: 0xffffffff,
    metric: 1,
  }))
  const body = {
    [LsType.router]: encodeRouterLsa({ bits: 0, links }),
    [LsType.asExternal]: Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0),
  }[type as number]
  return encodeLsa({
    options: 2,
    type,
    linkStateId: type === LsType.router ? router : ipv4FromNumber(0x4d000000 + n),
    advertisingRouter: routerId(router),
    sequenceNumber: -0x7fffffff,
    body: body ?? new Uint8Array(4 * Math.floor(random.next() * 800)),
  })
}

for (const acknowledges of [true, false]) {
  test(`a neighbor that floods LSAs without end, and ${acknowledges ? 'acknowledges' : 'does not acknowledge'} what is flushed: the database is bounded`, () => {
    const random = seededRandom(7)
    const own = { ...settings(US, { eth0: POINT_TO_POINT }), maximumLsas: MAXIMUM, overflowPause: seconds(30) }
    const engine = new LoneEngine(own, ethernet(1, 'eth0', '10.0.0.1/24'))
    let most = 0
    let bytes = 0
    for (let n = 0, packet = 0; packet < 600; packet++) {
      if (engine.state(FLOODER.address) !== 'Full') {
        engine.hear(FLOODER, hello(US))
        engine.hear(FLOODER, dd('IMS', packet * 2, [], { options: 0x42 }))
        engine.hear(FLOODER, dd('S', packet * 2 + 1, [], { options: 0x42 }))
      }
      const copies = Array.from({ length: 10 }, () => ({ lsa: anyLsa(random, n++), age: 1 }))
      engine.hear(FLOODER, { type: 'link-state-update', copies })
      engine.hear(FLOODER, hello(US))
      engine.pass(random.next() * 1000)
      const flushed = engine.takeBodies('link-state-update').flatMap(({ lsas }) => lsas)
      if (acknowledges && flushed.length > 0)
        engine.hear(FLOODER, { type: 'link-state-acknowledgment', headers: flushed.slice(0, 60) })
      const held = [...engine.engine.database(engine.now)]
      most = Math.max(most, held.length)
      bytes = Math.max(
        bytes,
        held.reduce((sum, each) => sum + each.length, 0),
      )
    }
    assert.ok(most > MAXIMUM / 4 && most <= MAXIMUM + 10, `${most} LSAs`)
    assert.ok(bytes <= MAXIMUM * 1024 + 1000, `${bytes} bytes`)
    assert.ok(engine.engine.view(engine.now).foreignLsas.overflows >= 2)
    // It gives up: the router is a router again
    engine.pass(40_000)
    assert.equal(engine.engine.isPaused, false)
    assert.equal(engine.interface().state, 'Point-to-point')
    assert.ok([...engine.engine.database(engine.now)].every(({ selfOriginated }) => selfOriginated))
  })
}
