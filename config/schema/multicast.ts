import { seconds } from '../../protocols/base/duration.js'
import {
  DEFAULT_MULTICAST as DEFAULT,
  DEFAULT_MULTICAST_INTERFACE as DEFAULT_INTERFACE,
  type MulticastInterfaceSettings,
  type MulticastSettings,
  type ProxySettings,
  type StaticMulticastRoute,
} from '../../protocols/multicast/settings.js'
import { formatDuration } from '../units.js'
import { interfaceRules } from './interface-rules.js'
import { mayBeBare, section } from './section.js'
import { choice, duration, flag, groups, integer, interfaceName, interfacePattern, list, prefix } from './values.js'

const patterns = list(interfacePattern, 'interface names and patterns')

const multicastInterface = mayBeBare(
  section({
    'ttl-threshold': integer(1, 255).default(DEFAULT_INTERFACE.ttlThreshold).meta({
      description: 'Packets with a TTL not above this are not forwarded onto the interface.',
    }),
    boundary: list(groups(), 'prefixes').prefault([]).meta({
      description: 'Groups that pass neither into the interface nor out of it.',
      reference: 'RFC 2365',
    }),
    'reverse-path': choice(['connected', 'routes', 'none'])
      .default(DEFAULT_INTERFACE.reversePath)
      .meta({
        description:
          "Where a source must be for its packets to be accepted here: in a subnet of the interface (a proxy's " +
          "upstream: in no subnet of another interface); there, or where the kernel's route to it leads to the " +
          'interface; or anywhere.',
      }),
    'forward-as-non-querier': flag().default(DEFAULT_INTERFACE.forwardAsNonQuerier).meta({
      description: 'Forward onto the interface also while another router is its querier.',
      reference: 'RFC 4605 §3',
    }),
  }).transform((settings): MulticastInterfaceSettings => settings),
)

const proxy = section({
  upstream: interfaceName.meta({ description: 'The interface towards the sources, where we are a host.' }),
  downstream: patterns.meta({ description: 'The interfaces of the members, where we are the querier.' }),
}).transform((settings): ProxySettings => settings)

const route = section({
  group: groups().meta({ description: 'The groups.' }),
  source: prefix().optional().meta({ description: 'The sources.', defaultText: 'any' }),
  incoming: interfaceName.meta({ description: 'Where the packets come from.' }),
  outgoing: patterns.meta({ description: 'Where they are forwarded to.' }),
}).transform((settings): StaticMulticastRoute => settings)

export const multicast = section(
  {
    forward: patterns.prefault([]).meta({
      description: 'The interfaces between which multicast packets are forwarded, as the members there want them.',
    }),
    proxy: list(proxy, 'proxies').prefault([]).meta({
      description: 'Trees of interfaces: we join upstream what the members downstream want.',
      reference: 'RFC 4605',
    }),
    routes: list(route, 'routes').prefault([]).meta({ description: 'What is forwarded without a member.' }),
    interfaces: interfaceRules(multicastInterface, 'How packets are forwarded on single interfaces.').prefault({}),
    'maximum-flows': integer(1, 10_000_000).default(DEFAULT.maximumFlows).meta({
      description: 'The most flows (source and group) that are kept, those that nobody wants included.',
    }),
    'flow-timeout': duration({ from: seconds(10), to: seconds(86_400) })
      .prefault(formatDuration(DEFAULT.flowTimeout))
      .meta({ description: 'A flow without a packet for this long is forgotten.' }),
  },
  {
    at: 'proxy',
    with: [],
    wrong: ({ proxy }) => {
      const upstream = proxy.map((each) => each.upstream)
      const again = upstream.findIndex((name, index) => upstream.indexOf(name) < index)
      return again < 0
        ? undefined
        : { within: [again, 'upstream'], message: `${upstream[again]} is the upstream of another proxy already` }
    },
  },
).transform(({ proxy, ...settings }): MulticastSettings => ({ ...settings, proxies: proxy }))
