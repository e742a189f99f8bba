import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { encodeMessage } from '../../protocols/igmp/message/message.js'
import { H1, Lan, lanLink, ROUTER } from './lan.js'

const G = '239.1.1.1'
const REPORT_V2 = encodeMessage({ type: 'report-v2', group: ipv4(G) })
const REPORT_V3 = encodeMessage({ type: 'report-v3', records: [{ record: 'TO_EX', group: ipv4(G), sources: [] }] })
const LEAVE = encodeMessage({ type: 'leave', group: ipv4(G) })

describe('where reports may come from', () => {
  test('RFC 3376 §4.2.13: a report with source 0.0.0.0 is accepted', () => {
    const lan = new Lan()
    lan.packet('0.0.0.0', '224.0.0.22', REPORT_V3)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('RFC 3376 §9.2: a report or leave from outside the subnets of the interface is ignored', () => {
    const lan = new Lan()
    lan.packet('192.0.2.7', '224.0.0.22', REPORT_V3)
    assert.equal(lan.told(G), 'nothing')
    lan.reportV2(H1, G)
    lan.packet('192.0.2.7', '224.0.0.2', LEAVE)
    lan.pass(5)
    assert.equal(lan.told(G), 'EXCLUDE ()')
    assert.equal(lan.interface().refused['source-not-on-subnet'], 2)
  })

  test('unless the check is turned off', () => {
    const lan = new Lan({ verifySourceSubnet: false })
    lan.packet('192.0.2.7', '224.0.0.22', REPORT_V3)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('a secondary subnet and the far end of a point-to-point link count', () => {
    const lan = new Lan()
    const addresses = [
      { address: ipv4(ROUTER), prefixLength: 24, secondary: false },
      { address: ipv4('10.7.0.1'), prefixLength: 24, secondary: false },
      { address: ipv4('10.8.0.1'), prefixLength: 32, peer: ipv4('10.8.0.2'), secondary: false },
    ]
    lan.input({ on: 'link', link: lanLink({ addresses }) })
    lan.packet('10.7.0.9', G, REPORT_V2)
    assert.equal(lan.told(G), 'EXCLUDE ()')
    lan.reportV2('10.8.0.2', '239.1.1.2')
    assert.equal(lan.told('239.1.1.2'), 'EXCLUDE ()')
  })

  test('our own address and addresses that no host has are no reporters', () => {
    const lan = new Lan()
    for (const source of [ROUTER, '224.0.0.5', '255.255.255.255', '127.0.0.1', '10.0.0.255']) {
      lan.packet(source, '224.0.0.22', REPORT_V3)
    }
    assert.equal(lan.told(G), 'nothing')
    assert.deepEqual(lan.interface().refused, { 'own-source': 1, 'source-invalid': 4 })
  })
})

describe('how messages must come', () => {
  test('RFC 3376 §9.2: reports without Router Alert are accepted', () => {
    const lan = new Lan()
    lan.packet(H1, G, REPORT_V2, { routerAlert: false })
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('requiring Router Alert is an option', () => {
    const lan = new Lan({ requireRouterAlert: true })
    lan.packet(H1, G, REPORT_V2, { routerAlert: false })
    assert.equal(lan.told(G), 'nothing')
    assert.equal(lan.interface().refused['no-router-alert'], 1)
    lan.packet(H1, G, REPORT_V2)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('RFC 3376 §4: a TTL other than 1 is refused', () => {
    const lan = new Lan()
    for (const ttl of [0, 2, 64, 255]) lan.packet(H1, G, REPORT_V2, { ttl })
    assert.equal(lan.interface().refused.ttl, 4)
    assert.equal(lan.told(G), 'nothing')
  })

  test('RFC 3376 §4.2.14: a report to one of our own addresses is accepted', () => {
    const lan = new Lan()
    lan.packet(H1, ROUTER, REPORT_V2)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('RFC 3376 §4.1.12: so is a query', () => {
    const lan = new Lan()
    const query = encodeMessage({ type: 'query', version: 1, group: ipv4('0.0.0.0') })
    lan.packet('10.0.0.2', ROUTER, query)
    assert.equal(lan.interface().querierState, 'Non-Querier')
  })

  test('a packet in transit to another host is not ours, though Router Alert brought it here', () => {
    const lan = new Lan()
    lan.packet(H1, '10.0.0.77', REPORT_V2)
    assert.equal(lan.told(G), 'nothing')
    assert.equal(lan.interface().refused.destination, 1)
  })

  test('RFC 3376 §9.1: a general query to a multicast address other than 224.0.0.1 is ignored', () => {
    const lan = new Lan()
    const query = encodeMessage({ type: 'query', version: 1, group: ipv4('0.0.0.0') })
    lan.packet('10.0.0.2', '239.1.1.1', query)
    assert.equal(lan.interface().querierState, 'Querier')
  })

  test('RFC 2236 §3: a Leave is accepted to 224.0.0.2 and to the group', () => {
    for (const destination of ['224.0.0.2', G]) {
      const lan = new Lan().settle()
      lan.reportV2(H1, G)
      lan.packet(H1, destination, LEAVE)
      assert.deepEqual(lan.queries(), ['60 Q(G)'])
    }
  })
})

describe('which groups are remembered', () => {
  test('reports for 224.0.0.0/24 create no state', () => {
    const lan = new Lan()
    for (const group of ['224.0.0.1', '224.0.0.22', '224.0.0.251']) {
      lan.reportV2(H1, group)
      lan.reportV3(H1, 'TO_EX', group)
    }
    assert.deepEqual(lan.engine.view(lan.instant).groups, [])
    assert.equal(lan.interface().refused['group-link-local'], 6)
    assert.deepEqual(
      lan.notices().filter(({ notice }) => notice === 'igmp-refused'),
      [],
    )
  })

  test('a group address that is not multicast is ignored', () => {
    const lan = new Lan()
    for (const group of ['0.0.0.0', '10.0.0.5', '255.255.255.255']) lan.reportV3(H1, 'TO_EX', group)
    assert.deepEqual(lan.engine.view(lan.instant).groups, [])
    assert.equal(lan.interface().refused['group-not-multicast'], 3)
  })

  test('one bad record does not spoil the others of its report', () => {
    const lan = new Lan()
    const records = ['224.0.0.251', '10.0.0.1', G].map((group) => ({
      record: 'TO_EX' as const,
      group: ipv4(group),
      sources: [],
    }))
    lan.packet(H1, '224.0.0.22', encodeMessage({ type: 'report-v3', records }))
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })
})

describe('packets of which the kernel does not say the link', () => {
  const unknown = { interface: undefined, routerAlert: false }

  test('belong to the link their source is on', () => {
    const lan = new Lan()
    lan.input({ on: 'link', link: lanLink({ index: 4, name: 'lan1', addresses: [] }) })
    lan.packet(H1, G, REPORT_V2, unknown)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('source 0.0.0.0 is clear while only one link runs IGMP, and counted when not', () => {
    const lan = new Lan()
    lan.packet('0.0.0.0', G, REPORT_V2, unknown)
    assert.equal(lan.told(G), 'EXCLUDE ()')
    const address = { address: ipv4('10.1.0.1'), prefixLength: 24, secondary: false }
    lan.input({ on: 'link', link: lanLink({ index: 4, name: 'lan1', addresses: [address] }) })
    lan.packet('0.0.0.0', G, REPORT_V2, unknown)
    lan.packet('192.0.2.1', G, REPORT_V2, unknown)
    assert.equal(lan.engine.view(lan.instant).refused['interface-unknown'], 2)
  })

  test('packets of links without IGMP are counted', () => {
    const lan = new Lan()
    lan.packet(H1, G, REPORT_V2, { interface: 99 })
    assert.equal(lan.engine.view(lan.instant).refused['interface-not-running'], 1)
  })
})
