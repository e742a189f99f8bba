import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { formatPrefix } from '../../protocols/base/prefix.js'
import {
  DEFAULT_IGMP_INTERFACE as DEFAULT,
  DEFAULT_SSM_RANGE,
  type IgmpInterfaceSettings,
  type IgmpLimits,
  type IgmpSettings,
  type MembershipRule,
  type SsmMapping,
  type StaticGroup,
} from '../../protocols/igmp/settings.js'
import { formatDuration } from '../units.js'
import { interfaceRules } from './interface-rules.js'
import { mayBeBare, section } from './section.js'
import { address, choice, duration, flag, group, groups, integer, list, prefix } from './values.js'

/** What the Max Resp Code of a version 3 query can carry (RFC 3376 §4.1.1), and that of a version 2 query. */
const responseTime = { from: milliseconds(100), to: milliseconds(3_174_400) }
const LONGEST_IN_VERSION_2 = milliseconds(25_500)
/** Of anything: more than the memory of a router holds. */
const MOST = 10_000_000
const queryInterval = { from: seconds(1), to: seconds(31_744), whole: true }

const sources = list(address(), 'IPv4 addresses')

const membershipRule = section({
  action: choice(['accept', 'refuse']).meta({ description: 'What is done with a membership that matches.' }),
  group: groups().meta({ description: 'The groups that match.' }),
  source: prefix().optional().meta({
    description: 'The sources that match.',
    defaultText: 'any, and memberships for all sources',
  }),
  host: prefix().optional().meta({ description: 'The reporting hosts that match.', defaultText: 'any' }),
}).transform((rule): MembershipRule => rule)

const staticGroup = section({
  group: group().meta({ description: 'The group.' }),
  sources: sources.prefault([]).meta({ description: 'The sources that are wanted; none means all.' }),
}).transform((settings): StaticGroup => settings)

const ssmMapping = section({
  group: groups().meta({ description: 'The groups.' }),
  sources: sources.meta({ description: 'The sources that a report for one of them stands for.' }),
}).transform((mapping): SsmMapping => mapping)

const limits = section({
  groups: integer(1, MOST).default(DEFAULT.limits.groups).meta({ description: 'Groups with members.' }),
  'sources-per-group': integer(1, MOST)
    .default(DEFAULT.limits.sourcesPerGroup)
    .meta({ description: 'Sources that are told apart in one group.' }),
  sources: integer(1, MOST).default(DEFAULT.limits.sources).meta({ description: 'Sources of all groups together.' }),
  'groups-per-host': integer(1, MOST)
    .default(DEFAULT.limits.groupsPerHost)
    .meta({ description: 'Groups of one host.' }),
  'tracked-hosts': integer(1, MOST)
    .default(DEFAULT.limits.trackedHosts)
    .meta({ description: 'Pairs of a host and a group that explicit tracking keeps.' }),
  'reports-per-second': integer(1, MOST)
    .default(DEFAULT.limits.reportsPerSecond)
    .meta({ description: 'Reports and leaves; as many again may come in a burst.' }),
}).transform((settings): IgmpLimits => settings)

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
      'immediate-leave': flag().default(DEFAULT.immediateLeave).meta({
        description: 'A leave ends the membership at once, without a query: for links with one host.',
      }),
      'explicit-tracking': flag().default(DEFAULT.explicitTracking).meta({
        description: 'Remember the hosts of each group: the leave of the last one ends the membership at once.',
        reference: 'RFC 3376 §A.2',
      }),
      'require-router-alert': flag().default(DEFAULT.requireRouterAlert).meta({
        description: 'Refuse reports without the Router Alert option; shuts out hosts of version 1.',
        reference: 'RFC 3376 §9.2',
      }),
      'verify-source-subnet': flag().default(DEFAULT.verifySourceSubnet).meta({
        description: "Refuse reports from outside of the interface's subnets; 0.0.0.0 is accepted always.",
        reference: 'RFC 3376 §9.2',
      }),
      'oldest-host-version': choice([1, 2, 3]).default(DEFAULT.oldestHostVersion).meta({
        description: 'Ignore reports and leaves of older versions than this.',
        reference: 'RFC 3376 §9.2',
      }),
      policy: list(membershipRule, 'rules').prefault([]).meta({
        description: 'Which memberships are accepted. The first rule that matches decides; one that none matches is.',
      }),
      'static-groups': list(staticGroup, 'groups').prefault([]).meta({
        description: 'Groups to treat as if a host were a member.',
      }),
      'join-groups': list(staticGroup, 'groups').prefault([]).meta({
        description: 'Groups that this machine itself is a member of on the interface, as a host.',
      }),
      'ssm-map': list(ssmMapping, 'mappings').prefault([]).meta({
        description: 'Sources for groups of the SSM range that hosts of version 1 and 2 report.',
      }),
      'router-advertisements': flag().default(DEFAULT.routerAdvertisements).meta({
        description: 'Tell switches that snoop on IGMP that a multicast router is here.',
        reference: 'RFC 4286',
      }),
      limits: limits
        .prefault({})
        .meta({ description: 'What the hosts of the interface can make the router remember.' }),
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
  ).transform((settings): IgmpInterfaceSettings => settings),
)

export const igmp = section({
  'ssm-range': list(groups(), 'prefixes')
    .prefault(DEFAULT_SSM_RANGE.map(formatPrefix))
    .meta({ description: 'Groups whose members name their sources.', reference: 'RFC 4604 §2' }),
  interfaces: interfaceRules(igmpInterface, 'The interfaces whose hosts are asked.'),
}).transform((settings): IgmpSettings => settings)
