import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatIpv4 } from '../../protocols/base/ipv4.js'
import { decodeMessage, encodeMessage } from '../../protocols/igmp/message/message.js'
import type { RouterDiscovery } from '../../protocols/igmp/message/router-discovery.js'
import { H1, Lan, lanLink, settingsOf } from './lan.js'

/** What was sent of router discovery since the last call. */
function discovery(lan: Lan): { to: string; message: RouterDiscovery }[] {
  return lan.effects.splice(0).flatMap((effect) => {
    if (effect.do !== 'send') return []
    const message = decodeMessage(effect.bytes)
    if (!message.ok) throw new Error(message.error)
    const { type } = message.value
    if (type !== 'advertisement' && type !== 'solicitation' && type !== 'termination') return []
    return [{ to: formatIpv4(effect.destination), message: message.value }]
  })
}

const SOLICITATION = encodeMessage({ type: 'solicitation' })

describe('RFC 4286: multicast router advertisements', () => {
  test('three within 6 s of the start, then one every 20 s, with what the queries say', () => {
    const lan = new Lan({ routerAdvertisements: true, robustnessVariable: 3 })
    lan.pass(6)
    const first = discovery(lan)
    assert.equal(first.length, 3)
    assert.deepEqual(first[0], {
      to: '224.0.0.106',
      message: {
        type: 'advertisement',
        advertisementInterval: 20_000,
        queryInterval: 125_000,
        robustnessVariable: 3,
      },
    })
    lan.pass(200)
    assert.ok([9, 10].includes(discovery(lan).length))
  })

  test('none unless configured, and no answer to a solicitation', () => {
    const lan = new Lan()
    lan.packet(H1, '224.0.0.2', SOLICITATION)
    lan.pass(60)
    assert.deepEqual(discovery(lan), [])
    assert.deepEqual(lan.interface().refused, {})
  })

  test('a solicitation is answered within 2 s, a row of them once', () => {
    const lan = new Lan({ routerAdvertisements: true })
    lan.pass(30)
    discovery(lan)
    for (let i = 0; i < 100; i++) lan.packet(H1, '224.0.0.2', SOLICITATION)
    lan.pass(2)
    assert.equal(discovery(lan).length, 1)
  })

  test('a termination ends it: when the link is no longer ours, at shutdown, and when it is turned off', () => {
    const ends = (end: (lan: Lan) => void): void => {
      const lan = new Lan({ routerAdvertisements: true })
      lan.pass(30)
      discovery(lan)
      end(lan)
      lan.pass(60)
      assert.deepEqual(discovery(lan), [{ to: '224.0.0.106', message: { type: 'termination' } }])
    }
    ends((lan) => lan.input({ on: 'shutdown' }))
    ends((lan) => lan.input({ on: 'settings', settings: settingsOf() }))
    ends((lan) => lan.input({ on: 'settings', settings: settingsOf({}, { interfaces: [] }) }))
  })

  test('nothing is sent on a link that is down, and it begins anew when that is up', () => {
    const lan = new Lan({ routerAdvertisements: true })
    lan.pass(30)
    discovery(lan)
    lan.input({ on: 'link', link: lanLink({ up: false }) })
    lan.pass(60)
    assert.deepEqual(discovery(lan), [])
    lan.input({ on: 'link', link: lanLink() })
    lan.pass(6)
    assert.equal(discovery(lan).length, 3)
  })
})
