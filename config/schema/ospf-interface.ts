import { seconds } from '../../protocols/base/duration.js'
import type { InterfaceSettings } from '../../protocols/ospf/settings.js'
import type { WrittenAuthentication } from './authentication.js'
import { authenticationKey, timerRules, timers, withDeadInterval } from './ospf-adjacency.js'
import { mayBeBare, section } from './section.js'
import { address, choice, duration, flag, integer, list, prefix, routerIdText } from './values.js'

/** An interface as the file has it, before key chains are looked up and what is left to the instance is filled in. */
export interface InterfaceInFile extends Omit<InterfaceSettings, 'authentication' | 'prefixSuppression'> {
  readonly authentication: WrittenAuthentication | undefined
  /** undefined: as the instance has it. */
  readonly prefixSuppression: boolean | undefined
}

const staticNeighbor = section({
  address: address().meta({ description: 'Its address on the network.', reference: 'RFC 2328 §C.5' }),
  priority: integer(0, 255).default(1).meta({
    description:
      'More than 0 where it may become Designated Router. What it says itself counts as soon as it is heard.',
    reference: 'RFC 2328 §C.5',
  }),
})

export const ospfInterface = mayBeBare(
  section(
    {
      'interface-type': choice(['broadcast', 'non-broadcast', 'point-to-point', 'point-to-multipoint'])
        .optional()
        .meta({
          description:
            'How neighbors are found and whether a Designated Router is elected: `broadcast` both by multicast, `non-broadcast` (NBMA) among those that are configured; `point-to-multipoint` has adjacencies with all, found by multicast unless they are configured.',
          defaultText: '`broadcast`; `point-to-point` on links that are (tunnels, PPP)',
          reference: 'RFC 2328 §9',
        }),
      'static-neighbors': list(staticNeighbor, 'neighbors').prefault([]).meta({
        description:
          'The routers of a `non-broadcast` network: those that may become Designated Router, and on a router that may itself all of them. The routers of a `point-to-multipoint` network that carries no multicast: all of them.',
        reference: 'RFC 2328 §C.5',
      }),
      'poll-interval': duration({ from: seconds(1), to: seconds(65535) })
        .prefault('120 s')
        .meta({
          description: 'Between Hellos to neighbors of a `non-broadcast` network that are down.',
          reference: 'RFC 2328 §C.5',
        }),
      cost: integer(1, 65535).optional().meta({
        description: 'What it costs to send a packet out of this interface.',
        defaultText:
          "`reference-bandwidth` divided by the link's speed; 10 where the speed is not known; 0 on a loopback",
        reference: 'RFC 2328 §C.3',
      }),
      priority: integer(0, 255).default(1).meta({
        description: 'Who becomes Designated Router of a broadcast network: the highest. 0 never does.',
        reference: 'RFC 2328 §C.3',
      }),
      ...timers,
      passive: flag()
        .default(false)
        .meta({ description: 'Advertise the addresses, but speak to nobody here.', reference: 'RFC 9129' }),
      'mtu-ignore': flag().default(false).meta({
        description: 'Become adjacent also with a neighbor whose MTU is larger than ours.',
        reference: 'RFC 2328 §10.6',
      }),
      'allow-neighbors': section({
        'router-ids': list(routerIdText(), 'Router IDs').optional().meta({
          description: 'The Router IDs of the routers that may be neighbors.',
          defaultText: 'every one',
        }),
        sources: list(prefix(), 'IPv4 prefixes').optional().meta({
          description: 'The prefixes of the addresses that packets may come from.',
          defaultText: 'every one',
        }),
      })
        .prefault({})
        .meta({ description: 'Who may be a neighbor here. The packets of all others are refused.' }),
      'prefix-suppression': flag().optional().meta({
        description:
          'Do not advertise the network, in which there are routers only. A passive interface and a loopback are advertised all the same.',
        defaultText: "the instance's `prefix-suppression`",
        reference: 'RFC 6860',
      }),
      'ttl-security': choice([true, false, 'transmit-only']).default(false).meta({
        description:
          'Send with TTL 255, and refuse packets with a lower one, which come from further away than this link. `transmit-only` refuses none, while neighbors are being changed over.',
        reference: 'RFC 5082',
      }),
      'ttl-security-hops': integer(1, 254)
        .default(1)
        .meta({ description: 'From how far away packets are accepted with `ttl-security`.', reference: 'RFC 9129' }),
      authentication: authenticationKey,
    },
    {
      at: 'static-neighbors',
      with: ['interface-type'],
      wrong: ({ 'static-neighbors': neighbors, 'interface-type': type }) =>
        neighbors.length === 0 || type === 'non-broadcast' || type === 'point-to-multipoint'
          ? undefined
          : 'has a meaning with interface-type non-broadcast or point-to-multipoint only',
    },
    ...timerRules,
  ).transform((settings): InterfaceInFile => withDeadInterval(settings)),
)
