import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import type { OspfEffect } from '../../../protocols/ospf/contract.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import { type Chain, chain, virtualLink } from './chain.js'
import { sentBy, untilVirtuallyFull, virtualInterface, virtualNeighbor } from './looks.js'

/** Both ends' settings with each virtual link as it is told. */
function withLinks(change: (name: string) => ReturnType<typeof virtualLink> | undefined) {
  return (name: string, own: OspfSettings): OspfSettings => ({
    ...own,
    areas: own.areas.map((area) => {
      const link = change(name)
      return area.virtualLinks.length === 0 || link === undefined ? area : { ...area, virtualLinks: [link] }
    }),
  })
}

/** §A.3.1 */
const HELLO = 1

/** The last Hello that r4 sent over its virtual link. */
function lastOf({ r4 }: Chain): Extract<OspfEffect, { do: 'send' }> {
  return r4.effects.findLast((effect) => effect.do === 'send' && effect.routed && effect.bytes[1] === HELLO) as Extract<
    OspfEffect,
    { do: 'send' }
  >
}

describe('Packets over a virtual link', () => {
  it('are unicast to the virtual neighbor, with a TTL that lets them travel, from the interface of the path (§8.1)', () => {
    const { network, r2, r4 } = chain()
    untilVirtuallyFull(network, r2, r4)
    network.pass(30_000)
    const sent = sentBy(r4).filter(({ area }) => area === 0)
    const types = new Set(sent.map(({ body }) => body.type))
    assert.equal(types.size, 5, `all five types were sent: ${[...types]}`)
    for (const { source, destination, ttl, routed } of sent)
      assert.deepEqual(
        { source, destination, ttl, routed },
        {
          source: '10.1.1.4',
          destination: '10.1.0.2',
          ttl: 255,
          routed: true,
        },
      )
    for (const { ttl, routed, area } of sentBy(r4)) if (area !== 0) assert.deepEqual([ttl, routed], [1, false])
  })

  it('are limited to 576 bytes, for the MTU of the path is not known (§A.1)', () => {
    const { network, r2, r4 } = chain({
      settings: (name, own) => ({
        ...own,
        areas: own.areas.map((area) =>
          name === 'r1' && area.id === 0
            ? { ...area, interfaces: [...area.interfaces, { ...area.interfaces[1]!, pattern: 'many' }] }
            : area,
        ),
      }),
      links: (name, link) =>
        name === 'r1' && link.name === 'lan'
          ? {
              ...link,
              addresses: Array.from({ length: 60 }, (_, i) => ({
                address: ipv4(`10.0.${i + 1}.1`),
                prefixLength: 24,
                secondary: false,
              })),
            }
          : link,
    })
    untilVirtuallyFull(network, r2, r4)
    network.pass(30_000)
    const lengths = sentBy(r2)
      .filter(({ routed, body }) => routed && body.type !== 'link-state-update')
      .map(({ length }) => length)
    assert.ok(Math.max(...lengths) <= 556, `the longest is ${Math.max(...lengths)}`)
  })

  it('say that the Interface MTU is 0 in Database Descriptions, which is no mismatch (§10.6, §A.3.3)', () => {
    const { network, r2, r4 } = chain({
      links: (name, link) => (name === 'r4' ? { ...link, mtu: 9000 } : link),
      settings: (_, own) => ({
        ...own,
        areas: own.areas.map((area) => ({
          ...area,
          interfaces: area.interfaces.map(({ pattern, settings }) => ({
            pattern,
            settings: { ...settings, mtuIgnore: true },
          })),
        })),
      }),
    })
    untilVirtuallyFull(network, r2, r4)
    const descriptions = sentBy(r4).flatMap(({ area, body }) =>
      area === 0 && body.type === 'database-description' ? [body.interfaceMtu] : [],
    )
    assert.deepEqual([...new Set(descriptions)], [0])
  })

  it('have no network mask, and the intervals that both ends were told (§9.5, §C.4)', () => {
    const { network, r2, r4 } = chain({
      settings: withLinks((name) =>
        virtualLink(name === 'r2' ? '10.0.0.4' : '10.0.0.2', { helloInterval: seconds(3), deadInterval: seconds(9) }),
      ),
    })
    untilVirtuallyFull(network, r2, r4)
    const hello = sentBy(r4).findLast(({ area, body }) => area === 0 && body.type === 'hello')!.body
    assert.ok(hello.type === 'hello')
    assert.deepEqual(
      [hello.networkMask as number, hello.helloInterval, hello.deadInterval, hello.designatedRouter as number],
      [0, seconds(3), seconds(9), 0],
    )
    const other = chain({
      settings: withLinks((name) =>
        name === 'r4' ? virtualLink('10.0.0.2', { helloInterval: seconds(3) }) : undefined,
      ),
    })
    other.network.pass(60_000)
    assert.ok(virtualInterface(other.network, other.r2).refusedPackets['hello-interval-mismatch']! > 0)
    assert.equal(virtualNeighbor(other.network, other.r2), null)
  })

  it('are accepted on any interface of the Transit area, from the other endpoint of a configured virtual link (§8.2 (2))', () => {
    const c = chain()
    untilVirtuallyFull(c.network, c.r2, c.r4)
    const received = () => virtualInterface(c.network, c.r2).received.hello!
    const before = received()
    const { source, destination, ttl, bytes } = lastOf(c)
    c.network.input(c.r2, { on: 'packet', interface: 2, source, destination, ttl, bytes })
    assert.equal(received(), before + 1, 'on the interface of the path')
    c.network.input(c.r2, { on: 'packet', interface: 2, source: ipv4('10.2.0.4'), destination, ttl: 3, bytes })
    assert.equal(received(), before + 2, 'from any address of the other endpoint, as far as it is away')
    c.network.input(c.r2, { on: 'packet', interface: 2, source, destination: ipv4('10.0.0.2'), ttl, bytes })
    assert.equal(received(), before + 3, 'to any address of ours')
    c.network.input(c.r2, { on: 'packet', interface: 1, source, destination, ttl, bytes })
    assert.equal(received(), before + 3, 'but not out of another area')
    c.network.input(c.r2, { on: 'packet', interface: 2, source, destination: ipv4('224.0.0.5'), ttl, bytes })
    assert.equal(received(), before + 3, 'and not by multicast')
  })

  it('are refused from a router that is at the end of no virtual link (§8.2 (2))', () => {
    const c = chain({ settings: withLinks((name) => (name === 'r2' ? virtualLink('10.0.0.9') : undefined)) })
    c.network.pass(60_000)
    const { refusedPackets } = c.r2.engine.view(c.network.now).interfaces.find((each) => each.interface === 'down')!
    assert.ok(refusedPackets['area-mismatch']! > 0, JSON.stringify(refusedPackets))
    assert.equal(virtualNeighbor(c.network, c.r4), undefined)
  })

  it('are refused while there is no path to the other endpoint', () => {
    const c = chain()
    untilVirtuallyFull(c.network, c.r2, c.r4)
    const { source, destination, ttl, bytes } = lastOf(c)
    const [link] = [...c.r3.links.values()].filter(({ name }) => name === 'down')
    c.network.input(c.r3, { on: 'link', link: { ...link!, up: false } })
    c.network.until(() => virtualInterface(c.network, c.r2).state === 'Down')
    c.network.input(c.r2, { on: 'packet', interface: 2, source, destination, ttl, bytes })
    assert.equal(virtualInterface(c.network, c.r2).refusedPackets['interface-down'], 1)
  })

  it('describe and carry no AS-external-LSA, but type 4 LSAs (§10.3, §13.3, §15)', () => {
    const set = { metric: 5, metricType: 2, tag: 0, forwardingAddress: 'none' } as const
    const { network, r2, r4 } = chain({
      settings: (name, own) =>
        name === 'r1' || name === 'r3'
          ? { ...own, defaultInformation: { condition: undefined, table: 254, set } }
          : own,
    })
    untilVirtuallyFull(network, r2, r4)
    network.pass(30_000)
    const overVirtualLink = [...sentBy(r2), ...sentBy(r4)].filter(({ area, routed }) => area === 0 && routed)
    const described = overVirtualLink.flatMap(({ body }) =>
      body.type === 'database-description' ? body.headers.map(({ type }) => type) : [],
    )
    const carried = overVirtualLink.flatMap(({ body }) =>
      body.type === 'link-state-update' ? body.lsas.map(({ type }) => type) : [],
    )
    assert.ok(!described.includes(LsType.asExternal) && !carried.includes(LsType.asExternal))
    assert.ok([...described, ...carried].includes(LsType.summaryAsbr))
    for (const router of [r2, r4])
      assert.ok(
        [...router.engine.database(network.now)].filter(({ type }) => type === 'as-external').length === 2,
        router.name,
      )
  })
})
