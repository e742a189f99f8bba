import * as z from 'zod'
import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { parseAreaId } from '../../protocols/ospf/identifiers.js'
import type { AreaSettings, InterfaceSettings, SpfDelaySettings } from '../../protocols/ospf/settings.js'
import type { ConfiguredOspf } from '../settings.js'
import { formatDuration } from '../units.js'
import { authentication, type WrittenAuthentication } from './authentication.js'
import { interfaceRules } from './interface-rules.js'
import { hasKeys, mayBeBare, section } from './section.js'
import { bandwidth, choice, duration, flag, integer } from './values.js'

/** The settings as the file has them, before the names of key chains and the files of secrets are looked up. */
export interface WrittenOspf extends Omit<ConfiguredOspf, 'areas'> {
  readonly areas: readonly WrittenArea[]
}

export interface WrittenArea extends Omit<AreaSettings, 'interfaces'> {
  readonly interfaces: readonly { readonly pattern: string; readonly settings: WrittenInterface }[]
}

export interface WrittenInterface extends Omit<InterfaceSettings, 'authentication'> {
  readonly authentication: WrittenAuthentication | undefined
}

const wholeSeconds = { from: seconds(1), to: seconds(65535), whole: true }
const delay = { from: milliseconds(0), to: seconds(60) }

const ospfInterface = mayBeBare(
  section(
    {
      'interface-type': choice(['broadcast', 'point-to-point']).optional().meta({
        description: 'How neighbors are found and whether a Designated Router is elected.',
        defaultText: '`broadcast`; `point-to-point` on links that are (tunnels, PPP)',
        reference: 'RFC 2328 §9',
      }),
      cost: integer(1, 65535).optional().meta({
        description: 'What it costs to send a packet out of this interface.',
        defaultText: "`reference-bandwidth` divided by the link's speed; 10 where the speed is not known",
        reference: 'RFC 2328 §C.3',
      }),
      priority: integer(0, 255).default(1).meta({
        description: 'Who becomes Designated Router of a broadcast network: the highest. 0 never does.',
        reference: 'RFC 2328 §C.3',
      }),
      'hello-interval': duration(wholeSeconds).prefault('10 s').meta({
        description: 'Between two Hello packets. The same in all routers of a network.',
        reference: 'RFC 2328 §C.3',
      }),
      'dead-interval': duration(wholeSeconds).optional().meta({
        description: 'A neighbor that is silent for this long is down. The same in all routers of a network.',
        defaultText: 'four times `hello-interval`',
        reference: 'RFC 2328 §C.3',
      }),
      'retransmit-interval': duration({ from: seconds(1), to: seconds(3600) })
        .prefault('5 s')
        .meta({ description: 'Until something unacknowledged is sent again.', reference: 'RFC 2328 §C.3' }),
      'transmit-delay': duration({ from: seconds(1), to: seconds(3600), whole: true })
        .prefault('1 s')
        .meta({
          description: 'What an LSA ages by when it is sent out of this interface.',
          reference: 'RFC 2328 §C.3',
        }),
      passive: flag()
        .default(false)
        .meta({ description: 'Advertise the addresses, but speak to nobody here.', reference: 'RFC 9129' }),
      'mtu-ignore': flag().default(false).meta({
        description: 'Become adjacent also with a neighbor whose MTU is larger than ours.',
        reference: 'RFC 2328 §10.6',
      }),
      'ttl-security': choice([true, false, 'transmit-only']).default(false).meta({
        description:
          'Send with TTL 255, and refuse packets with a lower one, which come from further away than this link. `transmit-only` refuses none, while neighbors are being changed over.',
        reference: 'RFC 5082',
      }),
      'ttl-security-hops': integer(1, 254)
        .default(1)
        .meta({ description: 'From how far away packets are accepted with `ttl-security`.', reference: 'RFC 9129' }),
      authentication: authentication.optional().meta({
        description: 'How packets are authenticated, the same in all routers of a network.',
        defaultText: 'not at all',
        unit: 'authentication',
        reference: 'RFC 2328 Appendix D',
      }),
    },
    {
      at: 'dead-interval',
      with: ['hello-interval'],
      wrong: ({ 'dead-interval': dead, 'hello-interval': hello }) =>
        dead === undefined || dead > hello
          ? undefined
          : `${formatDuration(dead)} must be more than hello-interval (${formatDuration(hello)})`,
    },
  ).transform(
    (settings): WrittenInterface => ({
      ...settings,
      deadInterval: settings.deadInterval ?? milliseconds(4 * settings.helloInterval),
    }),
  ),
)

const area = section({
  interfaces: interfaceRules(ospfInterface, 'The interfaces that belong to the area.'),
})

const areaKey = z
  .string()
  .refine((key) => parseAreaId(key) !== undefined)
  .meta({ values: 'an area such as 0 or 0.0.0.0' })

/** Areas by their two spellings, each once. */
const areas = z
  .record(areaKey, area)
  .superRefine(
    (written, context) => {
      const [first, ...others] = Object.keys(written).filter((key) => parseAreaId(key) !== undefined)
      if (first === undefined && context.issues.length === 0) {
        context.addIssue({ code: 'custom', path: [], message: 'at least one area is needed, such as 0' })
      }
      for (const other of others) {
        const message =
          parseAreaId(other) === parseAreaId(first!)
            ? `the same area as ${first}`
            : `several areas are not supported yet (the first is ${first})`
        context.addIssue({ code: 'custom', path: [other], message })
      }
    },
    { when: hasKeys },
  )
  .transform((written) =>
    Object.entries(written).map(([key, settings]): WrittenArea => ({ id: parseAreaId(key)!, ...settings })),
  )

/**
 * The defaults are quicker than those of RFC 8405 §6 (50, 200, 5000 and 10000 ms): a calculation takes milliseconds, and
 * routers of other makes beside us calculate at once (FRR) or every second (BIRD).
 */
const spfDelay = section(
  {
    'initial-delay': duration(delay).prefault('0 ms').meta({
      description: 'From the first change after a quiet time to the calculation.',
      reference: 'RFC 8405 §6',
    }),
    'short-delay': duration(delay)
      .prefault('50 ms')
      .meta({ description: 'The same while changes of one event are being learned.', reference: 'RFC 8405 §6' }),
    'long-delay': duration(delay)
      .prefault('500 ms')
      .meta({ description: 'The same while the network does not come to rest.', reference: 'RFC 8405 §6' }),
    'time-to-learn': duration(delay)
      .prefault('500 ms')
      .meta({ description: 'Until everything about one event has arrived.', reference: 'RFC 8405 §6' }),
    'hold-down': duration(delay)
      .prefault('5 s')
      .meta({ description: 'Without a change for this long, the network is at rest.', reference: 'RFC 8405 §6' }),
  },
  {
    at: 'hold-down',
    with: ['time-to-learn'],
    wrong: ({ 'hold-down': holdDown, 'time-to-learn': timeToLearn }) =>
      holdDown > timeToLearn
        ? undefined
        : `${formatDuration(holdDown)} must be more than time-to-learn (${formatDuration(timeToLearn)})`,
  },
).transform((settings): SpfDelaySettings => settings)

export const ospf = section({
  'reference-bandwidth': bandwidth({ from: 1, to: 4_294_967 }).prefault('100 Gbit/s').meta({
    description: 'A link of this speed costs 1, a slower one in proportion. The same in all routers.',
    reference: 'RFC 9129',
  }),
  'maximum-paths': integer(1, 64).default(16).meta({
    description: 'The most next hops of one route, where several paths cost the same.',
    reference: 'RFC 2328 §16.8',
  }),
  'spf-delay': spfDelay.prefault({}).meta({
    description: 'When routes are calculated after a change.',
    reference: 'RFC 8405',
  }),
  areas: areas.meta({
    description: 'The areas, `0` or `0.0.0.0` being the backbone.',
    values: 'a section with areas as its keys',
    reference: 'RFC 2328 §3',
  }),
}).transform((settings): Omit<WrittenOspf, 'routerId'> => settings)
