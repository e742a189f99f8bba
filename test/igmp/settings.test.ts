import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seconds } from '../../protocols/base/duration.js'
import { formatIpv4, ipv4 } from '../../protocols/base/ipv4.js'
import { prefix } from '../../protocols/base/prefix.js'
import { H1, H2, LAN, Lan, lanLink, settingsOf } from './lan.js'

const G = '239.1.1.1'
const S1 = '10.9.0.1'
const S2 = '10.9.0.2'
const ANY = prefix('224.0.0.0/4')

describe('static groups', () => {
  const staticGroups = [
    { group: ipv4(G), sources: [] },
    { group: ipv4('232.1.1.1'), sources: [ipv4(S1)] },
  ]

  test('are memberships without a host', () => {
    const lan = new Lan({ staticGroups })
    assert.equal(lan.told(G), 'EXCLUDE ()')
    assert.equal(lan.told('232.1.1.1'), `INCLUDE (${S1})`)
    assert.equal(lan.group(G)?.static, true)
    assert.equal(lan.interface().groups, 2)
  })

  test('stay when the last host leaves, and join what hosts want', () => {
    const lan = new Lan({ staticGroups }).settle()
    lan.reportV3(H1, 'ALLOW', '232.1.1.1', S2)
    assert.equal(lan.told('232.1.1.1'), `INCLUDE (${S1} ${S2})`)
    lan.reportV3(H1, 'BLOCK', '232.1.1.1', S2)
    lan.reportV3(H1, 'TO_EX', G, S1)
    assert.equal(lan.told(G), 'nothing', 'an exclusion changes nothing for a group wanted from all sources')
    lan.pass(300)
    assert.equal(lan.told('232.1.1.1'), `INCLUDE (${S1})`)
  })

  test('come and go with the settings', () => {
    const lan = new Lan()
    lan.input({ on: 'settings', settings: settingsOf({ staticGroups }) })
    assert.equal(lan.told(G), 'EXCLUDE ()')
    lan.input({ on: 'settings', settings: settingsOf() })
    assert.equal(lan.told(G), 'INCLUDE ()')
  })
})

describe('local joins', () => {
  const joined = (lan: Lan): string[] =>
    lan.effects.splice(0).flatMap((effect) => {
      if (effect.do !== 'host-membership') return []
      const { group, filterMode, sources } = effect.membership
      return [`${formatIpv4(group)} ${filterMode} (${sources.map(formatIpv4).join(' ')})`]
    })

  test('make the kernel a member, follow the settings, and end with the link', () => {
    const joinGroups = [
      { group: ipv4(G), sources: [] },
      { group: ipv4('232.1.1.1'), sources: [ipv4(S1)] },
    ]
    const lan = new Lan({ joinGroups })
    assert.deepEqual(joined(lan), [`${G} EXCLUDE ()`, `232.1.1.1 INCLUDE (${S1})`])
    lan.input({ on: 'settings', settings: settingsOf({ joinGroups: [{ group: ipv4(G), sources: [ipv4(S2)] }] }) })
    assert.deepEqual(joined(lan), [`${G} INCLUDE (${S2})`, '232.1.1.1 INCLUDE ()'])
    lan.input({ on: 'link', link: lanLink({ up: false }) })
    assert.deepEqual(joined(lan), [])
    lan.input({ on: 'link-removed', index: LAN })
    assert.deepEqual(joined(lan), [`${G} INCLUDE ()`])
  })
})

describe('policy', () => {
  test('the first rule that matches decides; what none matches is accepted', () => {
    const rule = { source: undefined, host: undefined }
    const policy = [
      { ...rule, action: 'accept' as const, group: prefix('239.1.1.0/24') },
      { ...rule, action: 'refuse' as const, group: prefix('239.0.0.0/8') },
    ]
    const lan = new Lan({ policy })
    lan.reportV2(H1, G)
    lan.reportV2(H1, '239.2.2.2')
    lan.reportV2(H1, '225.1.1.1')
    assert.equal(lan.told(G), 'EXCLUDE ()')
    assert.equal(lan.told('239.2.2.2'), 'nothing')
    assert.equal(lan.told('225.1.1.1'), 'EXCLUDE ()')
    assert.equal(lan.interface().refused.policy, 1)
  })

  test('a rule can name a host', () => {
    const policy = [{ action: 'refuse' as const, group: ANY, source: undefined, host: prefix(`${H1}/32`) }]
    const lan = new Lan({ policy })
    lan.reportV2(H1, G)
    assert.equal(lan.told(G), 'nothing')
    lan.reportV2(H2, G)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('a rule can name sources: of an inclusion what is permitted is left', () => {
    const policy = [{ action: 'refuse' as const, group: ANY, source: prefix(`${S1}/32`), host: undefined }]
    const lan = new Lan({ policy })
    lan.reportV3(H1, 'IS_IN', G, S1, S2)
    assert.equal(lan.told(G), `INCLUDE (${S2})`)
    lan.reportV3(H1, 'IS_IN', '239.1.1.2', S1)
    assert.equal(lan.told('239.1.1.2'), 'nothing')
  })

  test('a policy that is reloaded applies to what is there already, at once', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.reportV3(H2, 'IS_IN', '239.1.1.2', S1, S2)
    lan.reportV2(H2, '239.1.1.3')
    const policy = [
      { action: 'refuse' as const, group: prefix(`${G}/32`), source: undefined, host: undefined },
      { action: 'refuse' as const, group: ANY, source: prefix(`${S1}/32`), host: undefined },
      { action: 'refuse' as const, group: ANY, source: undefined, host: prefix(`${H1}/32`) },
    ]
    lan.input({ on: 'settings', settings: settingsOf({ policy }) })
    assert.equal(lan.told(G), 'INCLUDE ()')
    assert.equal(lan.told('239.1.1.2'), `INCLUDE (${S2})`)
    assert.equal(lan.told('239.1.1.3'), 'EXCLUDE ()')
    assert.equal(lan.group(G), undefined)
  })

  test('of several tracked hosts one that may have the group keeps it', () => {
    const lan = new Lan({ explicitTracking: true }).settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H2, 'TO_EX', G)
    const policy = [{ action: 'refuse' as const, group: ANY, source: undefined, host: prefix(`${H2}/32`) }]
    lan.input({ on: 'settings', settings: settingsOf({ policy, explicitTracking: true }) })
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('a group that has come into the range of SSM loses its memberships for all sources', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'ALLOW', G, S1)
    lan.input({ on: 'settings', settings: settingsOf({}, { ssmRange: [prefix(`${G}/32`)] }) })
    assert.equal(lan.told(G), `INCLUDE (${S1})`)
  })

  test('what was refused can be left all the same', () => {
    const policy = [{ action: 'refuse' as const, group: ANY, source: prefix(`${S1}/32`), host: undefined }]
    const lan = new Lan({ immediateLeave: true })
    lan.settle()
    lan.reportV3(H1, 'IS_IN', G, S1)
    lan.input({ on: 'settings', settings: settingsOf({ policy, immediateLeave: true }) })
    lan.reportV3(H1, 'BLOCK', G, S1)
    assert.equal(lan.told(G), 'INCLUDE ()')
  })
})

describe('links and settings that change', () => {
  test('a link that no rule matches runs nothing; the first rule that matches is its own', () => {
    const lan = new Lan()
    lan.input({ on: 'link', link: lanLink({ index: 9, name: 'eth0' }) })
    assert.equal(lan.engine.view(lan.instant).interfaces.length, 1)
  })

  test('a link can come later, go, and come again with another index', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    const removed = lan.input({ on: 'link-removed', index: LAN })
    assert.equal(lan.told(G), 'INCLUDE ()')
    assert.ok(removed.some((effect) => effect.do === 'close' && effect.interface === LAN))
    assert.equal(lan.engine.wakeAt(), undefined)
    lan.input({ on: 'link', link: lanLink({ index: 12 }) })
    assert.deepEqual(lan.queries(), ['60 general'])
  })

  test('a link that goes down and up keeps its groups and asks again at once', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.input({ on: 'link', link: lanLink({ up: false }) })
    lan.pass(5)
    lan.input({ on: 'link', link: lanLink() })
    assert.equal(lan.state(G), 'EXCLUDE () 255')
    assert.equal(lan.told(G), 'EXCLUDE ()')
    assert.deepEqual(lan.queries(), ['65 general'])
    assert.equal(lan.effects.filter((effect) => effect.do === 'open' || effect.do === 'close').length, 0)
  })

  test('the same settings again change nothing', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.effects.length = 0
    lan.input({ on: 'settings', settings: settingsOf() })
    assert.deepEqual(lan.effects, [])
  })

  test('another Query Interval holds from now on, another version begins anew; groups stay', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.input({ on: 'settings', settings: settingsOf({ queryInterval: seconds(20) }) })
    lan.pass(45)
    assert.deepEqual(lan.queries(), ['80 general', '100 general'])
    lan.input({ on: 'settings', settings: settingsOf({ version: 2 }) })
    assert.equal(lan.sent[0]?.query.version, 2)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('a rule taken away ends IGMP on the link', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.input({ on: 'settings', settings: settingsOf({}, { interfaces: [] }) })
    assert.equal(lan.told(G), 'INCLUDE ()')
    assert.deepEqual(lan.engine.view(lan.instant).interfaces, [])
    assert.equal(lan.engine.wakeAt(), undefined)
  })

  test('shutdown takes every membership back, closes the sockets, and stops', () => {
    const lan = new Lan({ staticGroups: [{ group: ipv4('239.5.5.5'), sources: [] }] })
    lan.reportV2(H1, G)
    const effects = lan.input({ on: 'shutdown' })
    assert.equal(lan.told(G), 'INCLUDE ()')
    assert.equal(lan.told('239.5.5.5'), 'INCLUDE ()')
    assert.ok(effects.some((effect) => effect.do === 'close'))
    assert.deepEqual(effects.at(-1), { do: 'stopped' })
    assert.equal(lan.engine.wakeAt(), undefined)
  })
})
