import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatIpv4 } from '../../protocols/base/ipv4.js'
import { prefix } from '../../protocols/base/prefix.js'
import { DEFAULT_MULTICAST_INTERFACE } from '../../protocols/multicast/settings.js'
import { lan, Router } from './router.js'

const G = '239.1.1.1'
const REMOTE = '192.0.2.9'
const LOCAL = '10.1.0.5'
const S1 = '10.9.0.1'
const S2 = '10.9.0.2'
const S3 = '10.9.0.3'

/** lan0 is upstream (link 10), lan1 and lan2 are downstream (links 11 and 12). */
const proxy = (links = [lan(0), lan(1), lan(2)]): Router =>
  new Router({ proxies: [{ upstream: 'lan0', downstream: ['lan1', 'lan2'] }] }, links)

/** What the upstream was asked for, since the last call: `239.1.1.1 EXCLUDE ()`. */
function asked(router: Router): string[] {
  const memberships = router.effects.flatMap((effect) => (effect.do === 'host-membership' ? [effect.membership] : []))
  router.effects.length = 0
  return memberships.map(
    ({ group, filterMode, sources }) =>
      `${formatIpv4(group)} ${filterMode} (${sources.map(formatIpv4).sort().join(' ')})`,
  )
}

describe('RFC 4605 §4.1: the membership database', () => {
  test('is the merger of all downstream memberships, and a change is reported upstream at once', () => {
    const router = proxy()
    router.wants(11, G, S1)
    router.wants(12, G, S2)
    assert.deepEqual(asked(router), [`${G} INCLUDE (${S1})`, `${G} INCLUDE (${S1} ${S2})`])
    router.leaves(11, G)
    router.leaves(12, G)
    assert.deepEqual(asked(router), [`${G} INCLUDE (${S2})`, `${G} INCLUDE ()`])
  })

  test('any EXCLUDE makes it EXCLUDE: the intersection of those, without what others INCLUDE (RFC 3376 §3.2)', () => {
    const router = proxy([lan(0), lan(1), lan(2), lan(3)])
    router.settings({ proxies: [{ upstream: 'lan0', downstream: ['lan1', 'lan2', 'lan3'] }] })
    router.membership(11, G, 'EXCLUDE', [S1, S2, S3])
    router.membership(12, G, 'EXCLUDE', [S2, S3])
    router.wants(13, G, S3)
    assert.equal(asked(router).at(-1), `${G} EXCLUDE (${S2})`)
  })

  test("the RFC's example: (G) on one link and (G, INCLUDE, (S1, S2)) on another is (G, EXCLUDE, NULL)", () => {
    const router = proxy()
    router.wants(11, G)
    router.wants(12, G, S1, S2)
    assert.deepEqual(asked(router), [`${G} EXCLUDE ()`])
  })

  test('§4.3: SSM memberships go upstream with their sources, never widened', () => {
    const router = proxy()
    router.wants(11, '232.1.1.1', S1)
    assert.deepEqual(asked(router), [`232.1.1.1 INCLUDE (${S1})`])
  })

  test('what the upstream link itself has for members does not count', () => {
    const router = proxy()
    router.wants(10, G)
    assert.deepEqual(asked(router), [])
  })

  test('memberships of links where another router is querier count too', () => {
    const router = proxy()
    router.querier(11, false)
    router.wants(11, G)
    assert.deepEqual(asked(router), [`${G} EXCLUDE ()`])
  })

  test('a group that may not pass the upstream link is not asked for', () => {
    const router = proxy()
    const bounded = { ...DEFAULT_MULTICAST_INTERFACE, boundary: [prefix('239.0.0.0/8')] }
    router.settings({
      proxies: [{ upstream: 'lan0', downstream: ['lan1'] }],
      interfaces: [{ pattern: 'lan0', settings: bounded }],
    })
    router.wants(11, G)
    assert.deepEqual(asked(router), [])
  })

  test('an upstream link that comes, or comes back, is asked for everything; one that is taken away for nothing', () => {
    const router = proxy([lan(1), lan(2)])
    router.wants(11, G)
    assert.deepEqual(asked(router), [])
    router.link(lan(0))
    assert.deepEqual(asked(router), [`${G} EXCLUDE ()`])
    router.input({ on: 'link-removed', index: 10 })
    assert.deepEqual(asked(router), [`${G} INCLUDE ()`])
    router.link(lan(0, { index: 99 }))
    assert.deepEqual(asked(router), [`${G} EXCLUDE ()`])
    router.settings({})
    assert.deepEqual(asked(router), [`${G} INCLUDE ()`])
  })

  test('several proxies have a database each', () => {
    const router = new Router(
      {
        proxies: [
          { upstream: 'lan0', downstream: ['lan1'] },
          { upstream: 'lan3', downstream: ['lan2'] },
        ],
      },
      [lan(0), lan(1), lan(2), lan(3)],
    )
    router.wants(11, G, S1)
    router.wants(12, G, S2)
    const [first, second] = router.engine.view(router.instant).proxies
    assert.deepEqual(first?.memberships, [{ group: G, filterMode: 'INCLUDE', sources: [S1] }])
    assert.deepEqual(second?.memberships, [{ group: G, filterMode: 'INCLUDE', sources: [S2] }])
  })
})

describe('RFC 4605 §4.2: forwarding packets', () => {
  test('from upstream to each downstream link with a matching membership on which we are querier', () => {
    const router = proxy()
    router.wants(11, G)
    router.membership(12, G, 'EXCLUDE', [REMOTE])
    router.packet(10, REMOTE, G)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1')
    router.membership(12, G, 'EXCLUDE', [])
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1 lan2')
    router.querier(11, false)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan2')
  })

  test('from a downstream link to upstream in any case, and to other downstream links with members, never back', () => {
    const router = proxy()
    router.packet(11, LOCAL, G)
    assert.equal(router.entry(LOCAL, G), 'lan1 -> lan0')
    router.wants(11, G)
    router.wants(12, G)
    assert.equal(router.entry(LOCAL, G), 'lan1 -> lan0 lan2')
  })

  test('§3: a lost election stops forwarding there; regaining it resumes with what was learned meanwhile', () => {
    const router = proxy()
    router.packet(10, REMOTE, G)
    router.querier(11, false)
    router.wants(11, G)
    assert.equal(router.entry(REMOTE, G), 'lan0 ->')
    router.querier(11, true)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1')
  })

  test('§3: the querier rule can be turned off for a link', () => {
    const router = proxy()
    router.settings({
      proxies: [{ upstream: 'lan0', downstream: ['lan1', 'lan2'] }],
      interfaces: [{ pattern: 'lan1', settings: { ...DEFAULT_MULTICAST_INTERFACE, forwardAsNonQuerier: true } }],
    })
    router.querier(11, false)
    router.wants(11, G)
    router.packet(10, REMOTE, G)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1')
  })

  test('a source of our own links is not accepted from upstream, nor a foreign one from downstream', () => {
    const router = proxy()
    router.wants(12, G)
    router.packet(10, LOCAL, G)
    assert.equal(router.entry(LOCAL, G), 'lan1 -> lan0 lan2', 'expected where it is connected')
    router.packet(11, REMOTE, G)
    assert.equal(router.flow(REMOTE, G)?.verdict, 'reverse-path')
  })

  test('a flow met first from the wrong side is followed to the upstream link', () => {
    const router = proxy()
    router.wants(12, G)
    router.packet(11, REMOTE, G)
    router.packet(10, REMOTE, G)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan2')
  })

  test('proxies do not forward into each other', () => {
    const router = new Router(
      {
        proxies: [
          { upstream: 'lan0', downstream: ['lan1'] },
          { upstream: 'lan3', downstream: ['lan2'] },
        ],
      },
      [lan(0), lan(1), lan(2), lan(3)],
    )
    router.wants(11, G)
    router.wants(12, G)
    router.packet(10, REMOTE, G)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1')
  })
})

describe('static multicast routes', () => {
  const route = { source: undefined, group: prefix('239.1.0.0/16'), incoming: 'lan0', outgoing: ['lan1', 'lan9*'] }

  test('forward without a member and whoever is querier, whatever the source', () => {
    const router = new Router({ routes: [route] })
    router.querier(11, false)
    router.packet(10, REMOTE, G)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1')
    router.packet(10, REMOTE, '239.2.1.1')
    assert.equal(router.flow(REMOTE, '239.2.1.1')?.verdict, 'reverse-path')
    router.packet(11, LOCAL, G)
    assert.equal(router.entry(LOCAL, G), 'lan1 ->')
  })

  test('a flow met first elsewhere is followed to where the route expects it', () => {
    const router = new Router({ routes: [route], forward: ['lan2'] })
    router.packet(12, REMOTE, G)
    assert.equal(router.flow(REMOTE, G)?.verdict, 'reverse-path')
    router.packet(10, REMOTE, G)
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1')
  })

  test('of sources, too; links that match later are added', () => {
    const router = new Router({ routes: [{ ...route, source: prefix('192.0.2.0/24') }] })
    router.packet(10, REMOTE, G)
    router.packet(10, '198.51.100.1', G)
    assert.equal(router.flow('198.51.100.1', G)?.verdict, 'reverse-path')
    router.link(lan(90))
    assert.equal(router.entry(REMOTE, G), 'lan0 -> lan1 lan90')
  })

  test('stop at boundaries', () => {
    const settings = { ...DEFAULT_MULTICAST_INTERFACE, boundary: [prefix('239.1.1.0/24')] }
    const router = new Router({ routes: [route], interfaces: [{ pattern: 'lan1', settings }] })
    router.packet(10, REMOTE, G)
    assert.equal(router.flow(REMOTE, G)?.verdict, 'boundary')
    router.packet(10, REMOTE, '239.1.2.1')
    assert.equal(router.entry(REMOTE, '239.1.2.1'), 'lan0 -> lan1')
  })
})
