import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatIpv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { contains, type Prefix, prefix, prefixKey, prefixOf } from '../../../protocols/base/prefix.js'
import { LinkStateIds, type Reassignment } from '../../../protocols/ospf/originate/link-state-id.js'

function idsOf(ids: LinkStateIds, ...prefixes: readonly string[]): (string | undefined)[] {
  return prefixes.map((text) => {
    const id = ids.idOf(prefix(text))
    return id === undefined ? undefined : formatIpv4(id)
  })
}

describe('RFC 2328 Appendix E', () => {
  it('uses the network number as the Link State ID whenever possible', () => {
    const ids = new LinkStateIds()
    ids.add(prefix('10.0.0.0/24'))
    ids.add(prefix('10.0.1.0/24'))
    assert.deepEqual(idsOf(ids, '10.0.0.0/24', '10.0.1.0/24'), ['10.0.0.0', '10.0.1.0'])
  })

  it('gives the network number to the less specific network as prefixes come and go (the example)', () => {
    const ids = new LinkStateIds()
    ids.add(prefix('10.0.0.0/24'))
    ids.add(prefix('10.0.0.0/16'))
    assert.deepEqual(idsOf(ids, '10.0.0.0/24', '10.0.0.0/16'), ['10.0.0.255', '10.0.0.0'])
    ids.add(prefix('10.0.0.0/8'))
    assert.deepEqual(idsOf(ids, '10.0.0.0/24', '10.0.0.0/16', '10.0.0.0/8'), ['10.0.0.255', '10.0.255.255', '10.0.0.0'])
    const changes = ids.remove(prefix('10.0.0.0/8'))
    assert.deepEqual(idsOf(ids, '10.0.0.0/24', '10.0.0.0/16', '10.0.0.0/8'), ['10.0.0.255', '10.0.0.0', undefined])
    assert.deepEqual(
      changes.map(({ linkStateId, prefix: network }) => `${formatIpv4(linkStateId)} ${network?.length}`),
      ['10.0.0.0 16', '10.0.255.255 undefined'],
    )
  })

  it('leaves its address to a host, and takes the next lower one where its highest is a network', () => {
    const ids = new LinkStateIds()
    ids.add(prefix('10.0.0.0/24'))
    ids.add(prefix('10.0.0.255/32'))
    ids.add(prefix('10.0.0.0/32'))
    assert.deepEqual(idsOf(ids, '10.0.0.0/24', '10.0.0.255/32', '10.0.0.0/32'), [
      '10.0.0.254',
      '10.0.0.255',
      '10.0.0.0',
    ])
  })

  it('never gives one Link State ID to two networks, nor one outside of the network, and tells of every change', () => {
    const networks = fc
      .tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(24, 27, 28, 29, 30, 31, 32, 32))
      .map(([host, length]) => prefixOf(ipv4FromNumber(0x0a000000 + host), length))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), networks), { maxLength: 40 }), (steps) => {
        const ids = new LinkStateIds()
        const present = new Map<number, Prefix>()
        const told = new Map<number, Prefix>()
        const learn = (changes: readonly Reassignment[]): void => {
          for (const { linkStateId, prefix: network } of changes)
            if (network === undefined) told.delete(linkStateId)
            else told.set(linkStateId, network)
        }
        for (const [add, network] of steps) {
          learn(add ? ids.add(network) : ids.remove(network))
          if (add) present.set(prefixKey(network), network)
          else present.delete(prefixKey(network))
          const homeless = [...present.values()].filter((other) => ids.idOf(other) === undefined)
          assert.equal(told.size, present.size - homeless.length)
          for (const { address, length } of homeless)
            for (let n = address as number; n < address + 2 ** (32 - length); n++) assert.ok(told.has(n))
          for (const [id, other] of told) {
            assert.ok(contains(other, ipv4FromNumber(id)))
            assert.equal(ids.idOf(other), id)
            assert.ok(present.has(prefixKey(other)))
          }
        }
      }),
    )
  })
})
