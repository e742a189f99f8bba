import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { explainMulticast, renderExplanation } from '../../cli/explain/multicast.js'
import { type Instant, instant, seconds } from '../../protocols/base/duration.js'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { prefix } from '../../protocols/base/prefix.js'
import type { Link } from '../../protocols/engine/link.js'
import { IgmpEngine } from '../../protocols/igmp/engine.js'
import { encodeMessage } from '../../protocols/igmp/message/message.js'
import { DEFAULT_IGMP_INTERFACE, DEFAULT_SSM_RANGE, type IgmpInterfaceSettings } from '../../protocols/igmp/settings.js'
import type { MulticastInput } from '../../protocols/multicast/contract.js'
import { MulticastEngine } from '../../protocols/multicast/engine.js'
import {
  DEFAULT_MULTICAST,
  DEFAULT_MULTICAST_INTERFACE,
  type MulticastSettings,
} from '../../protocols/multicast/settings.js'
import { lan } from '../multicast/router.js'

const G = '239.1.1.1'
const S = '10.0.0.5'
const NOW: Instant = instant(0)

/** A router with IGMP on lan0 and lan1 and the packets it was asked about, explained. */
class Router {
  readonly #igmp = new IgmpEngine()
  readonly #multicast = new MulticastEngine()
  owned = true
  reversePathFilter = 0
  reversePathFilterDrops = 0
  timesToLive: { source: string; ttl: number }[] = []

  constructor(
    settings: Partial<MulticastSettings> = { forward: ['lan*'] },
    links: readonly Link[] = [lan(0), lan(1)],
    igmp: Partial<IgmpInterfaceSettings> = {},
  ) {
    const rules = [{ pattern: '*', settings: { ...DEFAULT_IGMP_INTERFACE, ...igmp } }]
    this.#forward({ on: 'settings', settings: { ...DEFAULT_MULTICAST, ...settings } })
    this.#ask({ on: 'settings', settings: { interfaces: rules, ssmRange: DEFAULT_SSM_RANGE } })
    for (const link of links) {
      this.#forward({ on: 'link', link })
      this.#ask({ on: 'link', link })
    }
  }

  report(group: string, ...sources: string[]): void {
    const record = sources.length === 0 ? 'TO_EX' : 'TO_IN'
    const records = [{ record, group: ipv4(group), sources: sources.map(ipv4) }] as const
    this.#packet('10.1.0.9', encodeMessage({ type: 'report-v3', records }))
  }

  otherQuerier(address: string): void {
    const queryInterval = seconds(125)
    this.#packet(
      address,
      encodeMessage({ type: 'query', version: 2, group: ipv4('0.0.0.0'), maxResponseTime: queryInterval }),
    )
  }

  meet(source: string, group: string): void {
    this.#forward({ on: 'upcall', upcall: 'NOCACHE', vif: 0, source: ipv4(source), group: ipv4(group) })
  }

  count(packets: number, wrongInterface: number): void {
    const entry = { source: ipv4(S), group: ipv4(G), packets, bytes: 0, wrongInterface }
    this.#forward({ on: 'entries', entries: [entry], vifs: [] })
  }

  explain(group: string, source?: string): string {
    const { interfaces, flows, refused } = this.#multicast.view(NOW)
    const { interfaces: igmp, groups } = this.#igmp.view(NOW)
    const { owned, reversePathFilter, reversePathFilterDrops } = this
    const asked = interfaces.map((each) => ({ ...each, reversePathFilter }))
    return renderExplanation(
      explainMulticast(group, source, {
        owned,
        interfaces: asked,
        flows,
        refused,
        igmp,
        groups,
        reversePathFilterDrops,
        timesToLive: this.timesToLive,
      }),
    )
  }

  #packet(source: string, bytes: Uint8Array): void {
    const destination = ipv4('224.0.0.1')
    this.#ask({ on: 'packet', interface: 11, source: ipv4(source), destination, ttl: 1, routerAlert: true, bytes })
  }

  #ask(input: Parameters<IgmpEngine['handle']>[0]): void {
    for (const effect of this.#igmp.handle(input, NOW)) {
      if (effect.do === 'membership') this.#forward({ on: 'membership', membership: effect.membership })
      if (effect.do === 'open') this.#forward({ on: 'igmp', interface: effect.interface, running: true })
      if (effect.do === 'querier') {
        this.#forward({ on: 'querier', interface: effect.interface, querier: effect.querier })
      }
    }
  }

  #forward(input: MulticastInput): void {
    this.#multicast.handle(input, NOW)
  }
}

describe('waymark explain multicast', () => {
  test('says that all is well, and how it is', () => {
    const router = new Router()
    router.report(G)
    router.meet(S, G)
    router.count(120, 0)
    assert.equal(
      router.explain(G),
      [
        '✓ lan1 wants it from all sources (last reported by 10.1.0.9, for another 4m20s unless reported again)',
        '✓ 10.0.0.5 sends on lan0, and it goes to lan1: 120 packets counted, the last 0s ago',
      ].join('\n'),
    )
  })

  test('nobody is a member; what was refused is said', () => {
    const router = new Router()
    router.report('232.1.1.1')
    router.meet(S, '232.1.1.1')
    assert.equal(
      router.explain('232.1.1.1'),
      [
        '✗ no host is a member of 232.1.1.1 (IGMP runs on lan0, lan1)',
        '✓ on lan1 were refused: ssm-range 1',
        '✗ 10.0.0.5 sends on lan0, and it goes nowhere: no other link has a member that wants it',
      ].join('\n'),
    )
  })

  test('nothing is sent, or the kernel drops it for want of a route back', () => {
    const router = new Router()
    router.report(G)
    assert.match(router.explain(G), /✗ no packet of 239\.1\.1\.1 has come in on a forwarding link/)
    router.reversePathFilter = 1
    assert.match(router.explain(G, S), /✓ rp_filter is set on lan0 \(1\), lan1 \(1\): .*; 0 packets so far/)
    router.reversePathFilterDrops = 7
    assert.match(router.explain(G, S), /✗ rp_filter is set .*; 7 packets so far/)
  })

  test('members want other sources', () => {
    const router = new Router()
    router.report(G, '10.0.0.6')
    assert.match(router.explain(G, S), /✗ lan1 wants it from 10\.0\.0\.6 only \(.*\): not from 10\.0\.0\.5/)
    assert.match(router.explain(G, '10.0.0.6'), /✓ lan1 wants it from 10\.0\.0\.6 only/)
  })

  test('another router is querier', () => {
    const router = new Router()
    router.report(G)
    router.otherQuerier('10.1.0.0')
    router.meet(S, G)
    assert.match(router.explain(G), /✗ 10\.1\.0\.0 is the querier of lan1/)
    assert.match(router.explain(G), /✗ 10\.0\.0\.5 sends on lan0, and it goes nowhere: other routers are the queriers/)
  })

  test('the member is on a link that is not forwarded to', () => {
    const router = new Router({ forward: ['lan0'] })
    router.report(G)
    assert.match(router.explain(G), /✗ lan1 has a member, but neither multicast\.forward nor a proxy names it/)
  })

  test('no way back to the source, a boundary, a wrong link', () => {
    const router = new Router()
    router.report(G)
    router.meet('192.0.2.1', G)
    assert.match(router.explain(G), /✗ 192\.0\.2\.1 sends on lan0, and it goes nowhere: the source is in no subnet/)
    router.meet(S, G)
    router.count(9, 9)
    assert.match(router.explain(G, S), /✗ 10\.0\.0\.5 .*, but all 9 packets came in on another link/)
  })

  test('a boundary of the link with the member', () => {
    const boundary = [prefix('239.0.0.0/8')]
    const interfaces = [{ pattern: 'lan1', settings: { ...DEFAULT_MULTICAST_INTERFACE, boundary } }]
    const router = new Router({ forward: ['lan*'], interfaces })
    router.report(G)
    router.meet(S, G)
    assert.match(router.explain(G), /✗ lan1 has a member, but 239\.1\.1\.1 does not pass its boundary 239\.0\.0\.0\/8/)
    assert.match(router.explain(G), /✗ 10\.0\.0\.5 sends on lan0, and it goes nowhere: a boundary stops the group/)
  })

  test('nobody asks the hosts of a link', () => {
    const router = new Router({ forward: ['lan*'] }, [lan(0), lan(1)], { passive: true })
    assert.match(router.explain(G), /✗ lan1 has no querier: this router is passive there, and no other asks/)
    router.report(G)
    assert.match(router.explain(G), /✗ lan1 has no querier/)
  })

  test('reports that hosts may not send: a group in the range of SSM, a version, a limit', () => {
    const router = new Router({ forward: ['lan*'] }, [lan(0), lan(1)], {
      limits: { ...DEFAULT_IGMP_INTERFACE.limits, groups: 1 },
    })
    router.report('239.9.9.9')
    router.report(G)
    assert.match(router.explain(G), /✓ on lan1 were refused: limit-groups 1/)
  })

  test('a sender whose packets have a TTL of 1, or none above a threshold', () => {
    const router = new Router()
    router.report(G)
    router.meet(S, G)
    router.count(9, 0)
    router.timesToLive = [{ source: S, ttl: 1 }]
    assert.match(router.explain(G), /✗ packets of 10\.0\.0\.5 arrive with a TTL of 1: too low to go on to lan1/)
    router.timesToLive = [{ source: S, ttl: 8 }]
    assert.doesNotMatch(router.explain(G), /TTL of/)
  })

  test('no room for another flow', () => {
    const router = new Router({ forward: ['lan*'], maximumFlows: 1 })
    router.report(G)
    router.report('239.1.1.2')
    router.meet(S, '239.1.1.2')
    router.meet(S, G)
    assert.match(router.explain(G), /✗ 1 new flow found no room \(multicast\.maximum-flows\)/)
  })

  test("nothing is configured, or another program has the kernel's table", () => {
    assert.match(new Router({}).explain(G), /✗ no link of this machine is named by multicast\.forward/)
    const router = new Router()
    router.owned = false
    assert.match(router.explain(G), /✗ another program owns the kernel's multicast forwarding/)
  })
})
