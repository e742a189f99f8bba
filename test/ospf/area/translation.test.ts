import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Ipv4, ipv4, UNSPECIFIED } from '../../../protocols/base/ipv4.js'
import { formatPrefix, prefix, prefixKey } from '../../../protocols/base/prefix.js'
import { type Translatable, type Translation, Translations } from '../../../protocols/ospf/area/translation.js'
import { translatorState } from '../../../protocols/ospf/area/translator.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { NssaRange } from '../../../protocols/ospf/settings.js'

const id = (text: string) => routerId(ipv4(text))

function lsa(network: string, of: string, more: Partial<Translatable> & { readonly at?: Ipv4 } = {}): Translatable {
  const { at = ipv4('10.1.1.1'), ...own } = more
  return { prefix: prefix(network), type2: true, cost: 20, tag: 0, forwardingAddress: at, originator: id(of), ...own }
}

/** `198.51.100.0/24 E2 20 via 10.1.1.1` */
function translated(lsas: readonly Translatable[], ranges: readonly NssaRange[] = []): string[] {
  const translations = translationsOf(lsas, ranges)
  return described([...new Set(translations.keys())].flatMap((key) => translations.get(key) ?? []))
}

/** Told of all LSAs of each network. */
function translationsOf(lsas: readonly Translatable[], ranges: readonly NssaRange[]): Translations {
  const translations = new Translations(ranges)
  for (const { prefix: network } of lsas)
    translations.set(
      network,
      lsas.filter((each) => prefixKey(each.prefix) === prefixKey(network)),
    )
  return translations
}

function described(translations: readonly Translation[]): string[] {
  return translations.map(
    ({ prefix: network, type2, cost, forwardingAddress }) =>
      `${formatPrefix(network)} E${type2 ? 2 : 1} ${cost} ${forwardingAddress === UNSPECIFIED ? '-' : forwardingAddress - ipv4('10.1.1.0')}`,
  )
}

describe('RFC 3101', () => {
  it('§3.1: who is a translator', () => {
    const self = id('10.0.0.5')
    const other = (text: string, always = false) => ({ routerId: id(text), always })
    const state = (role: 'candidate' | 'always' | 'never', ...others: ReturnType<typeof other>[]) =>
      translatorState(role, true, self, others)
    assert.equal(state('candidate'), 'elected')
    assert.equal(state('candidate', other('10.0.0.4')), 'elected')
    assert.equal(state('candidate', other('10.0.0.6')), 'disabled')
    assert.equal(state('candidate', other('10.0.0.4', true)), 'disabled')
    assert.equal(state('always', other('10.0.0.6', true)), 'enabled')
    assert.equal(state('never'), 'disabled')
    assert.equal(translatorState('always', false, self, []), 'disabled')
  })

  it('§3.2 (1): nothing without a forwarding address is translated', () => {
    assert.deepEqual(translated([lsa('198.51.100.0/24', '10.0.0.1')]), ['198.51.100.0/24 E2 20 1'])
    assert.deepEqual(translated([lsa('198.51.100.0/24', '10.0.0.1', { at: UNSPECIFIED })]), [])
  })

  it('§2.5 (6): of equal LSAs that of the higher Router ID is translated, else the better path', () => {
    const at = (n: number) => ipv4(`10.1.1.${n}`)
    const of = (n: number, more: Partial<Translatable> = {}) =>
      lsa('198.51.100.0/24', `10.0.0.${n}`, { at: at(n), ...more })
    for (const order of [
      [of(1), of(2)],
      [of(2), of(1)],
    ])
      assert.deepEqual(translated(order), ['198.51.100.0/24 E2 20 2'])
    assert.deepEqual(translated([of(2), of(1, { cost: 19 })]), ['198.51.100.0/24 E2 19 1'])
    assert.deepEqual(translated([of(2, { cost: 1 }), of(1, { type2: false, cost: 99 })]), ['198.51.100.0/24 E1 99 1'])
  })

  it('§3.2 (3): type 2 where any is, at the highest cost of those plus 1; of the most specific range', () => {
    const ranges = ['198.51.0.0/16', '198.51.100.0/22'].map((text) => ({
      prefix: prefix(text),
      advertise: true,
      cost: undefined,
      tag: 0,
    }))
    const type1 = lsa('198.51.100.0/24', '10.0.0.1', { type2: false, cost: 500 })
    const type2 = lsa('198.51.101.0/24', '10.0.0.1', { cost: 30 })
    assert.deepEqual(translated([type1], ranges), ['198.51.100.0/22 E1 500 -'])
    assert.deepEqual(translated([type1, type2], ranges), ['198.51.100.0/22 E2 31 -'])
    assert.deepEqual(translated([lsa('198.51.100.0/22', '10.0.0.1')], ranges), ['198.51.100.0/22 E2 20 1'])
  })

  it('§3.2: brought up to date network by network, translations are those of all LSAs at once', () => {
    const ranges = ['198.51.0.0/16', '198.51.100.0/22', '203.0.113.0/24'].map((text, i) => ({
      prefix: prefix(text),
      advertise: i < 2,
      cost: i === 1 ? 55 : undefined,
      tag: i,
    }))
    const networks = [
      '198.51.0.0/16',
      '198.51.7.0/24',
      '198.51.100.0/22',
      '198.51.101.0/24',
      '203.0.113.0/25',
      '192.0.2.0/24',
    ]
    const keys = [...networks, '203.0.113.0/24'].map((text) => prefixKey(prefix(text)))
    const lsaOf = fc.record({
      type2: fc.boolean(),
      cost: fc.nat(3),
      originator: fc.constantFrom(id('10.0.0.1'), id('10.0.0.2')),
      forwardingAddress: fc.constantFrom(UNSPECIFIED, ipv4('10.1.1.1'), ipv4('10.1.1.2')),
    })
    const step = fc.record({
      network: fc.constantFrom(...networks).map(prefix),
      lsas: fc.uniqueArray(lsaOf, { maxLength: 2, selector: ({ originator }) => originator }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const kept = new Translations(ranges)
        const last = new Map<number, readonly Translatable[]>()
        for (const { network, lsas } of steps) {
          const own = lsas.map((each) => ({ ...each, prefix: network, tag: 0 }))
          const before = new Map(keys.map((key) => [key, kept.get(key)]))
          const touched = kept.set(network, own)
          for (const key of keys) if (key !== touched) assert.deepEqual(kept.get(key), before.get(key))
          last.set(prefixKey(network), own)
          const anew = translationsOf([...last.values()].flat(), ranges)
          for (const key of keys) assert.deepEqual(kept.get(key), anew.get(key))
          assert.deepEqual(new Set(kept.keys()), new Set(anew.keys()))
        }
      }),
    )
  })

  it('a range with a cost of its own has that, whatever is in it', () => {
    const ranges = [{ prefix: prefix('198.51.100.0/22'), advertise: true, cost: 55, tag: 0 }]
    const type1 = lsa('198.51.100.0/24', '10.0.0.1', { type2: false, cost: 500 })
    const type2 = lsa('198.51.101.0/24', '10.0.0.1', { cost: 30 })
    assert.deepEqual(translated([type1], ranges), ['198.51.100.0/22 E1 55 -'])
    assert.deepEqual(translated([type1, type2], ranges), ['198.51.100.0/22 E2 55 -'])
    assert.deepEqual(translated([lsa('198.51.100.0/22', '10.0.0.1')], ranges), ['198.51.100.0/22 E2 55 1'])
    assert.deepEqual(translated([type2], [{ ...ranges[0]!, cost: 0 }]), ['198.51.100.0/22 E2 0 -'])
  })
})
