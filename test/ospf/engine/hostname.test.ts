import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { encodeRouterInformationLsa } from '../../../protocols/ospf/lsa/router-information-lsa.js'
import { dd, hello, LoneEngine } from './lone-engine.js'
import { ethernet, Network, POINT_TO_POINT, type Router, settings } from './network.js'

const P2P = { 'p*': POINT_TO_POINT, lan: { passive: true } }

function pair(hostname: string | undefined) {
  const network = new Network()
  const a = network.router('a', { ...settings('1.1.1.1', P2P), hostname }, [ethernet(1, 'p0', '10.1.0.1/30')])
  const b = network.router('b', settings('2.2.2.2', P2P), [
    ethernet(1, 'p0', '10.1.0.2/30'),
    ethernet(2, 'lan', '10.2.0.1/24'),
  ])
  network.wire('a 1', 'b 1')
  network.until(() => [a, b].every((each) => neighborOf(network, each)?.state === 'Full'))
  network.pass(2000)
  return { network, a, b }
}

const neighborOf = (network: Network, router: Router) => router.engine.view(network.now).neighbors[0]

const routerInformation = (network: Network, router: Router) =>
  [...router.engine.database(network.now)].filter(({ type }) => type === 'opaque-area').map(({ body }) => body)

test('RFC 5642: a router is shown by the name that it advertises', () => {
  const { network, a, b } = pair('core1')
  assert.equal(neighborOf(network, b)?.hostname, 'core1')
  assert.equal(neighborOf(network, a)?.hostname, null)
  const own = a.engine.routes(network.now).find(({ prefix }) => prefix === '10.1.0.0/30')
  assert.equal(own?.fromHostname, 'core1')
})

test('the names of a Designated Router and its Backup, and of whoever made an LSA, are shown too', () => {
  const network = new Network()
  const [a, b] = [1, 2].map((n) =>
    network.router(`r${n}`, { ...settings(`${n}.${n}.${n}.${n}`, { p0: {} }), hostname: `core${n}` }, [
      ethernet(1, 'p0', `10.1.0.${n}/24`),
    ]),
  )
  network.wire('r1 1', 'r2 1')
  network.until(() => [a, b].every((each) => neighborOf(network, each!)?.state === 'Full'))
  network.pass(2000)
  for (const each of [a, b]) {
    const [lan] = each!.engine.view(network.now).interfaces
    const shown = { [lan!.designatedRouter!]: lan!.designatedRouterHostname }
    shown[lan!.backupDesignatedRouter!] = lan!.backupDesignatedRouterHostname
    assert.deepEqual(shown, { '10.1.0.1': 'core1', '10.1.0.2': 'core2' })
    for (const lsa of each!.engine.database(network.now)) {
      assert.equal(lsa.advertisingHostname, `core${lsa.advertisingRouter[0]}`)
    }
  }
})

test('RFC 7770 §2.4: the Router Information LSA says what the router is capable of', () => {
  const { network, b } = pair('core1')
  assert.deepEqual(routerInformation(network, b), [
    {
      opaqueType: 4,
      opaqueId: 0,
      informationalCapabilities: ['gracefulRestartHelper', 'stubRouter'],
      dynamicHostname: 'core1',
    },
  ])
})

test('without a name there is no Router Information LSA, and a name that goes takes it along', () => {
  const { network, b } = pair(undefined)
  assert.deepEqual(routerInformation(network, b), [])
  const named = pair('core1')
  named.network.input(named.a, { on: 'settings', settings: settings('1.1.1.1', P2P) })
  named.network.pass(10_000)
  assert.deepEqual(routerInformation(named.network, named.b), [])
  assert.equal(neighborOf(named.network, named.b)?.hostname, null)
})

/** A neighbor that describes and sends these LSAs of ours to make; the engine is master or slave as it likes. */
function hearing(scope: 'opaqueArea' | 'opaqueAs', originator: string, withOpaque: boolean): LoneEngine {
  const engine = new LoneEngine(settings('1.1.1.1', { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/24'))
  const from = { address: '10.0.0.2', id: '9.9.9.9' }
  engine.hear(from, hello('1.1.1.1'))
  const options = { options: withOpaque ? 0x42 : 0x02 }
  engine.hear(from, dd('IMS', 100, [], options))
  engine.hear(from, dd('S', 101, [], options))
  const lsa = encodeLsa({
    options: 2,
    type: LsType[scope],
    linkStateId: ipv4('4.0.0.0'),
    advertisingRouter: routerId(ipv4(originator)),
    sequenceNumber: -0x7fffffff,
    body: encodeRouterInformationLsa({ capabilities: undefined, hostname: 'far1' }),
  })
  engine.hear(from, { type: 'link-state-update', copies: [{ lsa, age: 1 }] })
  engine.pass(1000)
  return engine
}

test('RFC 5250 §5: what an unreachable router says to the whole AS is not used', () => {
  const engine = hearing('opaqueAs', '9.9.9.9', true)
  assert.ok([...engine.engine.database(engine.now)].some(({ type }) => type === 'opaque-as'))
  assert.equal(engine.neighbor('10.0.0.2')?.hostname, null)
  const inArea = hearing('opaqueArea', '9.9.9.9', true)
  assert.equal(inArea.neighbor('10.0.0.2')?.hostname, 'far1')
})
