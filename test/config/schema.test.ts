import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { prefix } from '../../protocols/base/prefix.js'
import { DEFAULT_IGMP_INTERFACE } from '../../protocols/igmp/settings.js'
import { DEFAULT_MULTICAST, DEFAULT_MULTICAST_INTERFACE } from '../../protocols/multicast/settings.js'
import { routerId } from '../../protocols/ospf/identifiers.js'
import { problemsOf, settingsOf, withInterface } from './problems.js'

const interfaceOf = (...lines: readonly string[]) => settingsOf(withInterface(...lines)).ospf!.areas[0]!.interfaces[0]!

describe('what is left out', () => {
  it('is the default of RFC 2328 Appendix C.3 for an OSPF interface', () => {
    assert.deepEqual(interfaceOf(), {
      pattern: 'lan0',
      settings: {
        interfaceType: undefined,
        cost: undefined,
        priority: 1,
        helloInterval: 10_000,
        deadInterval: 40_000,
        retransmitInterval: 5000,
        transmitDelay: 1000,
        passive: false,
        mtuIgnore: false,
        ttlSecurity: false,
        allowNeighbors: { routerIds: undefined, sources: undefined },
        prefixSuppression: false,
        staticNeighbors: [],
        pollInterval: 120_000,
        ttlSecurityHops: 1,
        authentication: { type: 'null' },
      },
    })
  })

  it('calculates an isolated change at once, and in an unquiet network five times a second (RFC 8405)', () => {
    assert.deepEqual(settingsOf(withInterface()).ospf!.spfDelay, {
      initialDelay: 0,
      shortDelay: 50,
      longDelay: 200,
      timeToLearn: 500,
      holdDown: 1000,
    })
  })

  it('is the default of RFC 3376 §8 for an IGMP interface', () => {
    assert.deepEqual(settingsOf('igmp: { interfaces: { lan0: } }').igmp!.interfaces, [
      { pattern: 'lan0', settings: DEFAULT_IGMP_INTERFACE },
    ])
  })

  it('is no protocol at all where the section is left out', () => {
    assert.deepEqual(settingsOf('{}'), {
      ospf: undefined,
      ospfInstances: [],
      igmp: undefined,
      multicast: undefined,
      keyChains: [],
      kernel: {
        table: 254,
        metric: 20,
        interAreaMetric: undefined,
        externalMetric: undefined,
        external1Metric: undefined,
        external2Metric: undefined,
      },
      metrics: undefined,
      control: { socket: '/run/waymark/control.sock' },
      log: { level: 'info' },
    })
  })

  it('makes the dead interval four times the hello interval', () => {
    assert.equal(interfaceOf('hello-interval: 3 s').settings.deadInterval, 12_000)
  })
})

describe('interfaces', () => {
  it('may be patterns, the first of which counts', () => {
    const text = 'ospf: { areas: { 0: { interfaces: { eth0: , "eth*": , "*.100": } } } }'
    assert.deepEqual(
      settingsOf(text).ospf!.areas[0]!.interfaces.map(({ pattern }) => pattern),
      ['eth0', 'eth*', '*.100'],
    )
  })

  it('that an earlier pattern matches would never be used', () => {
    assert.deepEqual(problemsOf('igmp: { interfaces: { "eth*": , eth0: , "eth*.1": } }'), [
      'f:1:33: igmp.interfaces.eth0: never used: every such interface matches eth*, which comes first',
      'f:1:41: igmp.interfaces.eth*.1: never used: every such interface matches eth*, which comes first',
    ])
  })

  it('must have a name that Linux allows', () => {
    for (const name of ['""', 'a/b', '"a b"', '.', '..', 'abcdefghijklmnop']) {
      const [problem] = problemsOf(`igmp: { interfaces: { ${name}: {} } }`)
      assert.match(problem!, /expected the name of an interface, at most 15 characters/, name)
    }
    settingsOf('igmp: { interfaces: { abcdefghijklmno: , "a*b.c-d_e:f@g": , "*": } }')
  })

  it('of one rule for many patterns are judged in no time', () => {
    const wild = `${'*a'.repeat(15)}*`
    settingsOf(`igmp: { interfaces: { "${wild}": , ${'a'.repeat(14)}b: } }`)
  })
})

describe('prefix suppression', () => {
  it('is for every interface what the instance says, but for those that say otherwise', () => {
    const text = `${withInterface('cost: 1')}\n        lan1: { prefix-suppression: false }\n  prefix-suppression: true`
    const rules = settingsOf(text).ospf!.areas[0]!.interfaces
    assert.deepEqual(
      rules.map(({ settings }) => settings.prefixSuppression),
      [true, false],
    )
  })
})

describe('configured neighbors', () => {
  it('have an address, and a priority of 1 unless it is told', () => {
    const neighbors = 'static-neighbors: [{ address: 10.0.0.2 }, { address: 10.0.0.3, priority: 0 }]'
    const [rule] = settingsOf(withInterface('interface-type: non-broadcast', neighbors)).ospf!.areas[0]!.interfaces
    assert.deepEqual(rule?.settings.staticNeighbors, [
      { address: 0x0a000002, priority: 1 },
      { address: 0x0a000003, priority: 0 },
    ])
  })

  it('belong to networks that do not find their routers themselves', () => {
    assert.deepEqual(problemsOf(withInterface('static-neighbors: [{ address: 10.0.0.2 }]')), [
      'f:6:11: ospf.areas.0.interfaces.lan0.static-neighbors: has a meaning with interface-type non-broadcast or point-to-multipoint only',
    ])
  })
})

describe('the policy of the helper, and the metrics of a stub router', () => {
  it('are as they are written, and everything else is refused', () => {
    const text = (line: string) => `${withInterface()}\n  ${line}`
    const { gracefulRestart } = settingsOf(
      text('graceful-restart: { helper: { planned-only: true, routers: [10.0.0.2] } }'),
    ).ospf!
    assert.deepEqual(
      [gracefulRestart.helper.plannedOnly, gracefulRestart.helper.routers],
      [true, [routerId(ipv4('10.0.0.2'))]],
    )
    const { stubRouter } = settingsOf(
      text('stub-router: { include-stub: true, summary-metric: 16711680, external-metric: 1 }'),
    ).ospf!
    assert.deepEqual(
      [stubRouter.includeStub, stubRouter.summaryMetric, stubRouter.externalMetric],
      [true, 16_711_680, 1],
    )
    assert.deepEqual(problemsOf(text('stub-router: { summary-metric: 16777215 }')), [
      'f:6:34: ospf.stub-router.summary-metric: expected a whole number from 1 to 16777214, not 16777215',
    ])
    assert.match(problemsOf(text('graceful-restart: { helper: { routers: [x] } }'))[0]!, /helper\.routers/)
  })
})

describe('TTL security', () => {
  it('is on, off, or on for sending only', () => {
    for (const [written, expected] of [
      ['true', true],
      ['false', false],
      ['transmit-only', 'transmit-only'],
    ] as const) {
      const [rule] = settingsOf(withInterface(`ttl-security: ${written}`)).ospf!.areas[0]!.interfaces
      assert.equal(rule?.settings.ttlSecurity, expected)
    }
    assert.deepEqual(problemsOf(withInterface('ttl-security: maybe')), [
      'f:6:25: ospf.areas.0.interfaces.lan0.ttl-security: expected one of true | false | transmit-only, not "maybe"',
    ])
  })
})

describe('the dead interval', () => {
  it('must be more than the hello interval, and is reported at its key', () => {
    assert.deepEqual(problemsOf(withInterface('dead-interval: 4 s', 'hello-interval: 4 s')), [
      'f:6:11: ospf.areas.0.interfaces.lan0.dead-interval: 4 s must be more than hello-interval (4 s)',
    ])
  })

  it('is compared also where something else is wrong', () => {
    assert.equal(problemsOf(withInterface('dead-interval: 4 s', 'hello-interval: 4 s', 'cost: 0', 'x: 1')).length, 3)
  })

  it('is not compared with a hello interval that is wrong itself', () => {
    assert.equal(problemsOf(withInterface('dead-interval: 4 s', 'hello-interval: 4 m')).length, 1)
  })

  it('is in whole seconds, as the hello interval is that is not less than one', () => {
    assert.deepEqual(problemsOf(withInterface('hello-interval: 1500 ms')), [
      'f:6:11: ospf.areas.0.interfaces.lan0.hello-interval: 1.5 s must be whole seconds, or less than one',
    ])
    const [rule] = settingsOf(withInterface('hello-interval: 200 ms')).ospf!.areas[0]!.interfaces
    assert.deepEqual([rule?.settings.helloInterval, rule?.settings.deadInterval], [200, 1000])
    assert.deepEqual(problemsOf(withInterface('dead-interval: 2.5')), [
      'f:6:26: ospf.areas.0.interfaces.lan0.dead-interval: expected a duration from 1 s to 65535 s, in whole seconds, not 2.5',
    ])
  })
})

describe('times that depend on each other', () => {
  it('RFC 8405 §6: hold-down must be longer than time-to-learn', () => {
    const text = `${withInterface()}\n  spf-delay: { hold-down: 1 s, time-to-learn: 1 s }`
    assert.deepEqual(problemsOf(text), ['f:6:16: ospf.spf-delay.hold-down: 1 s must be more than time-to-learn (1 s)'])
  })

  it('RFC 3376 §8.3: the query response interval must be less than the query interval', () => {
    const text = 'igmp:\n  interfaces:\n    lan0: { query-interval: 10 s, query-max-response-time: 12 s }'
    assert.deepEqual(problemsOf(text), [
      'f:3:35: igmp.interfaces.lan0.query-max-response-time: 12 s must be less than query-interval (10 s)',
    ])
  })

  it('are reported at the one that is in the file where the other has its default', () => {
    assert.deepEqual(problemsOf('igmp:\n  interfaces:\n    lan0: { query-interval: 10 s }'), [
      'f:3:13: igmp.interfaces.lan0.query-max-response-time: 10 s must be less than query-interval (10 s)',
    ])
  })

  it('RFC 2236 §2.2: version 2 cannot say more than 25.5 s', () => {
    assert.deepEqual(problemsOf('igmp:\n  interfaces:\n    lan0: { version: 2, query-max-response-time: 26 }'), [
      'f:3:25: igmp.interfaces.lan0.query-max-response-time: must be at most 25.5 s in version 2',
    ])
    settingsOf('igmp:\n  interfaces:\n    lan0: { version: 3, query-max-response-time: 26 }')
  })
})

describe('lists', () => {
  const within = (line: string) => `igmp:\n  interfaces:\n    lan0:\n      ${line}`

  it("of sections become the engine's settings", () => {
    const text = within(
      `{ policy: [{ action: refuse, group: 239.0.0.0/8, host: 10.0.0.0/24 }],
        static-groups: [{ group: 239.1.1.1 }], ssm-map: [{ group: 232.1.0.0/16, sources: [10.0.0.1] }] }`,
    )
    const { policy, staticGroups, ssmMap } = settingsOf(text).igmp!.interfaces[0]!.settings
    assert.deepEqual(policy, [
      { action: 'refuse', group: prefix('239.0.0.0/8'), source: undefined, host: prefix('10.0.0.0/24') },
    ])
    assert.deepEqual(staticGroups, [{ group: ipv4('239.1.1.1'), sources: [] }])
    assert.deepEqual(ssmMap, [{ group: prefix('232.1.0.0/16'), sources: [ipv4('10.0.0.1')] }])
  })

  it('are checked element by element', () => {
    assert.deepEqual(problemsOf(within('policy: [{ action: deny, group: 10.0.0.0/8, hots: 1 }, 3]')), [
      'f:4:26: igmp.interfaces.lan0.policy.0.action: expected one of accept | refuse, not "deny"',
      'f:4:39: igmp.interfaces.lan0.policy.0.group: expected multicast groups by their prefix, such as 239.1.0.0/16, not "10.0.0.0/8"',
      'f:4:51: igmp.interfaces.lan0.policy.0.hots: unknown key; did you mean host?',
      'f:4:62: igmp.interfaces.lan0.policy.1: expected a section with keys such as action, group, source, not 3',
    ])
  })

  it('of groups have none of 224.0.0.0/24, which is never forwarded', () => {
    assert.match(problemsOf(within('static-groups: [{ group: 224.0.0.251 }]'))[0]!, /expected a multicast group/)
  })
})

describe('a proxy (RFC 4605)', () => {
  const proxies = (...list: readonly string[]) => `multicast:\n  proxy:\n${list.map((p) => `    - ${p}`).join('\n')}`

  it('has an upstream and downstream interfaces', () => {
    assert.deepEqual(settingsOf(proxies('{ upstream: wan0, downstream: ["lan*"] }')).multicast!.proxies, [
      { upstream: 'wan0', downstream: ['lan*'] },
    ])
  })

  it('has one upstream interface, not a pattern', () => {
    assert.match(problemsOf(proxies('{ upstream: "wan*", downstream: [] }'))[0]!, /expected the name of an interface, /)
  })

  it('shares its upstream interface with no other proxy', () => {
    const text = proxies('{ upstream: wan0, downstream: [a] }', '{ upstream: wan0, downstream: [b] }')
    assert.deepEqual(problemsOf(text), [
      'f:4:9: multicast.proxy.1.upstream: wan0 is the upstream of another proxy already',
    ])
  })

  it('is no IGMP router upstream', () => {
    const text = `${proxies('{ upstream: wan0, downstream: [a] }')}\nigmp: { interfaces: { "*": } }`
    assert.deepEqual(problemsOf(text), [
      "f:3:9: multicast.proxy.0.upstream: a proxy's upstream runs no IGMP router, but igmp.interfaces.* is one on wan0",
    ])
  })
})

describe('multicast forwarding', () => {
  it('left out but for its section has the defaults of the engine', () => {
    assert.deepEqual(settingsOf('multicast: {}').multicast, DEFAULT_MULTICAST)
    assert.deepEqual(settingsOf('multicast: { interfaces: { lan0: } }').multicast!.interfaces, [
      { pattern: 'lan0', settings: DEFAULT_MULTICAST_INTERFACE },
    ])
  })

  it('may be configured for flows without a member', () => {
    const text = 'multicast: { routes: [{ group: 239.1.0.0/16, incoming: wan0, outgoing: ["lan*"] }] }'
    assert.deepEqual(settingsOf(text).multicast!.routes, [
      { group: prefix('239.1.0.0/16'), source: undefined, incoming: 'wan0', outgoing: ['lan*'] },
    ])
  })
})

describe('other values', () => {
  const accepted: readonly (readonly [string, (settings: ReturnType<typeof settingsOf>) => unknown, unknown])[] = [
    ['kernel: { table: main }', (s) => s.kernel.table, 254],
    ['kernel: { table: 1000, metric: 5 }', (s) => [s.kernel.table, s.kernel.metric], [1000, 5]],
    ['metrics: {}', (s) => s.metrics?.listen, { host: '127.0.0.1', port: 9342 }],
    ['metrics: { listen: 0.0.0.0:80 }', (s) => s.metrics?.listen, { host: '0.0.0.0', port: 80 }],
    ['metrics: { listen: "[::1]:9342" }', (s) => s.metrics?.listen, { host: '::1', port: 9342 }],
    [`router-id: 192.0.2.1\n${withInterface()}`, (s) => s.ospf?.routerId, 0xc0000201],
    ['multicast: { forward: [lan0, "v*"] }', (s) => s.multicast?.forward, ['lan0', 'v*']],
  ]
  for (const [text, value, expected] of accepted) {
    it(`accepts ${text.split('\n')[0]}`, () => assert.deepEqual(value(settingsOf(text)), expected))
  }

  const refused = [
    'router-id: 0.0.0.0',
    'router-id: 1',
    'router-id: 192.0.2.256',
    'kernel: { table: 0 }',
    'kernel: { table: local }',
    'kernel: { metric: 0 }',
    'metrics: { listen: 9342 }',
    'metrics: { listen: ":9342" }',
    'metrics: { listen: 127.0.0.1 }',
    'metrics: { listen: 127.0.0.1:0 }',
    'metrics: { listen: 127.0.0.1:65536 }',
    'metrics: { listen: localhost:9342 }',
    'metrics: { listen: "::1:9342" }',
    'control: { socket: control.sock }',
    `control: { socket: /${'x'.repeat(107)} }`,
    'log: { level: INFO }',
  ]
  for (const text of refused) {
    it(`refuses ${text.slice(0, 60)}`, () => assert.match(problemsOf(text)[0]!, /: expected .*, not /))
  }
})
