import { milliseconds, seconds } from '../../protocols/base/duration.js'
import {
  DEFAULT_IGMP_INTERFACE as DEFAULT,
  DEFAULT_SSM_RANGE,
  type IgmpInterfaceSettings,
  type IgmpSettings,
} from '../../protocols/igmp/settings.js'
import { formatDuration } from '../units.js'
import { interfaceRules } from './interface-rules.js'
import { mayBeBare, section } from './section.js'
import { choice, duration, flag, integer } from './values.js'

/** What the Max Resp Code of a version 3 query can carry (RFC 3376 §4.1.1), and that of a version 2 query. */
const responseTime = { from: milliseconds(100), to: milliseconds(3_174_400) }
const LONGEST_IN_VERSION_2 = milliseconds(25_500)
const queryInterval = { from: seconds(1), to: seconds(31_744), whole: true }

const igmpInterface = mayBeBare(
  section(
    {
      version: choice([1, 2, 3]).default(DEFAULT.version).meta({
        description: 'The version of the queries that are sent; hosts of older versions are understood all the same.',
        reference: 'RFC 3376 §7',
      }),
      'robustness-variable': integer(1, 7).default(DEFAULT.robustnessVariable).meta({
        description: 'How many packets in a row may be lost without harm, plus one.',
        reference: 'RFC 3376 §8.1',
      }),
      'query-interval': duration(queryInterval)
        .prefault(formatDuration(DEFAULT.queryInterval))
        .meta({ description: 'Between two General Queries.', reference: 'RFC 3376 §8.2' }),
      'query-max-response-time': duration(responseTime).prefault(formatDuration(DEFAULT.queryMaxResponseTime)).meta({
        description: 'In which hosts spread their answers to a General Query.',
        reference: 'RFC 3376 §8.3',
      }),
      'last-member-query-interval': duration(responseTime)
        .prefault(formatDuration(DEFAULT.lastMemberQueryInterval))
        .meta({
          description: 'In which a host answers when it is asked whether it still wants a group that another left.',
          reference: 'RFC 3376 §8.8',
        }),
      'last-member-query-count': integer(1, 255).optional().meta({
        description: 'How often hosts are asked so.',
        defaultText: '`robustness-variable`',
        reference: 'RFC 3376 §8.9',
      }),
      'startup-query-interval': duration({ from: seconds(1), to: seconds(31_744) })
        .optional()
        .meta({
          description: 'Between the first General Queries of a querier.',
          defaultText: 'a quarter of `query-interval`',
          reference: 'RFC 3376 §8.6',
        }),
      'startup-query-count': integer(1, 255).optional().meta({
        description: 'How many these are.',
        defaultText: '`robustness-variable`',
        reference: 'RFC 3376 §8.7',
      }),
      passive: flag()
        .default(DEFAULT.passive)
        .meta({ description: 'Listen only: send no query and never become querier.' }),
    },
    {
      at: 'query-max-response-time',
      with: ['query-interval'],
      wrong: ({ 'query-max-response-time': response, 'query-interval': interval }) =>
        response < interval
          ? undefined
          : `${formatDuration(response)} must be less than query-interval (${formatDuration(interval)})`,
    },
    ...(['query-max-response-time', 'last-member-query-interval'] as const).map((key) => ({
      at: key,
      with: ['version'] as const,
      wrong: (values: Readonly<Record<typeof key, number>> & { readonly version: number }) =>
        values.version < 3 && values[key] > LONGEST_IN_VERSION_2
          ? `must be at most ${formatDuration(LONGEST_IN_VERSION_2)} in version ${values.version}`
          : undefined,
    })),
  ).transform((settings): IgmpInterfaceSettings => ({ ...DEFAULT, ...settings })),
)

export const igmp = section({
  interfaces: interfaceRules(igmpInterface, 'The interfaces whose hosts are asked.'),
}).transform((settings): IgmpSettings => ({ ssmRange: DEFAULT_SSM_RANGE, ...settings }))
