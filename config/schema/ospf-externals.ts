import * as z from 'zod'
import { parseIpv4 } from '../../protocols/base/ipv4.js'
import { prefix as literal, parsePrefix } from '../../protocols/base/prefix.js'
import { parsePrefixRange } from '../../protocols/base/prefix-list.js'
import { LSInfinity } from '../../protocols/ospf/constants.js'
import type {
  ExternalAttributes,
  RedistributionRule,
  RouteMatch,
  RouteSource,
} from '../../protocols/ospf/external/policy.js'
import type { DefaultInformation, ExternalRange } from '../../protocols/ospf/external/settings.js'
import { table } from './daemon.js'
import { mayBeBare, section } from './section.js'
import { choice, flag, integer, list, prefixKey, refuse, text } from './values.js'

const OWN_PROTOCOL = 188

/** The table may be left out: whose it is depends on the instance. */
type InFile<T extends { readonly table: number }> = Omit<T, 'table'> & { readonly table: number | undefined }

/** Prefixes with a range of lengths. */
export const prefixRanges = list(
  text(parsePrefixRange, {
    values: 'a prefix such as 192.0.2.0/24, with `ge 25`, `le 28` or both after it for those within it',
    unit: 'prefix-range',
  }),
  'prefixes such as 192.0.2.0/24 or 192.0.2.0/24 le 28',
)

const source = z
  .union([z.literal(['connected', 'static', 'kernel']), z.int().min(1).max(255)])
  .transform((written, context): RouteSource => (written === OWN_PROTOCOL ? refuse(context, written) : written))
  .meta({
    values: `connected, static, kernel, or the number of a routing protocol from 1 to 255 (${OWN_PROTOCOL}, our own, excepted)`,
  })

const sourceTable = table.optional().meta({
  description: 'The kernel table that is followed.',
  defaultText: '`main`, in a VRF that of the VRF',
})

const match = section({
  prefix: prefixRanges.optional().meta({
    description: 'The networks; of several, one has to match.',
    defaultText: 'any',
  }),
  metric: integer(0, 0xffffffff).optional().meta({
    description: "The kernel's metric (priority) of the route; of a connected network it is 0.",
    defaultText: 'any',
  }),
  tag: integer(0, 0xffffffff).optional().meta({
    description: "The route's realm, which is the tag that the kernel has; 0 where there is none.",
    defaultText: 'any',
  }),
}).transform((settings): RouteMatch => settings)

const forwardingAddress = text(
  (written) => (written === 'next-hop' || written === 'none' ? written : parseIpv4(written)),
  { values: 'next-hop, none or an IPv4 address such as 192.0.2.1', unit: 'address' },
)

/** FRR's defaults, where there is a choice. */
function attributes(metric: number) {
  return {
    metric: integer(0, LSInfinity - 1)
      .default(metric)
      .meta({
        description: 'What it costs from this router on.',
        reference: 'RFC 2328 §12.4.4',
      }),
    'metric-type': choice([1, 2]).default(2).meta({
      description: 'Whether the cost of the way to this router is added (1), or decides only between equals (2).',
      reference: 'RFC 2328 §2.3',
    }),
    tag: integer(0, 0xffffffff).optional().meta({
      description: 'The external route tag, which OSPF itself does not look at.',
      defaultText: "the route's realm, 0 where there is none",
      reference: 'RFC 2328 §A.4.5',
    }),
    'forwarding-address': forwardingAddress.prefault('next-hop').meta({
      description:
        "Where other routers send packets to: the route's next hop where that is on a network of OSPF's, this router (`none`), or an address.",
      reference: 'RFC 2328 §12.4.4',
    }),
  }
}

const set = section(attributes(20)).transform((settings): ExternalAttributes => settings)

const rule = section({
  from: source.meta({
    description:
      '`connected`: the networks of interfaces without OSPF; `static`: routes by hand (protocols 3 and 4); `kernel`: routes of anybody but this daemon; a number: those of that protocol (`/etc/iproute2/rt_protos`).',
  }),
  table: sourceTable,
  match: match.prefault({}).meta({ description: 'Which of these routes the rule is about.' }),
  action: choice(['accept', 'reject']).default('accept').meta({
    description: 'Whether they are advertised.',
  }),
  set: set.prefault({}).meta({ description: 'How they are advertised.' }),
}).transform((settings): InFile<RedistributionRule> => settings)

export const redistribute = list(rule, 'rules')

const externalRange = mayBeBare(
  section(
    {
      advertise: flag().default(true).meta({
        description: 'Advertise the range in the place of the networks in it, or with `false` hide them.',
      }),
      metric: integer(0, LSInfinity - 1)
        .optional()
        .meta({
          description: 'What it costs from this router on.',
          defaultText: 'the largest of the networks in it',
        }),
      'metric-type': choice([1, 2]).optional().meta({
        description: 'As of the networks in it.',
        defaultText: '2 if one of them is of type 2',
        reference: 'RFC 2328 §2.3',
      }),
      tag: integer(0, 0xffffffff).default(0).meta({
        description: 'The external route tag.',
        reference: 'RFC 2328 §A.4.5',
      }),
    },
    {
      at: 'advertise',
      with: ['metric', 'metric-type'],
      wrong: ({ advertise, metric, 'metric-type': type }) =>
        advertise || (metric ?? type) === undefined ? undefined : 'a range that is not advertised has no metric',
    },
  ),
)

export const externalRanges = z
  .record(prefixKey, externalRange)
  .transform((written) =>
    Object.entries(written).map(([text, settings]): ExternalRange => ({ prefix: parsePrefix(text)!, ...settings })),
  )
  .meta({ values: 'a section with prefixes as its keys' })

export const defaultInformation = section(
  {
    always: flag().default(false).meta({ description: 'Advertise it whatever this router has itself.' }),
    condition: prefixRanges.optional().meta({
      description: 'Advertise it while the kernel has one of these routes, not counting our own.',
      defaultText: '0.0.0.0/0, unless it is `always`',
    }),
    table: sourceTable,
    ...attributes(10),
  },
  {
    at: 'condition',
    with: ['always'],
    wrong: ({ always, condition }) =>
      always && condition !== undefined ? 'is not looked at where it is always advertised' : undefined,
  },
).transform(
  ({ always, condition, table, ...set }): InFile<DefaultInformation> => ({
    condition: always ? undefined : (condition ?? [{ prefix: literal('0.0.0.0/0'), from: 0, to: 0 }]),
    table,
    set,
  }),
)
