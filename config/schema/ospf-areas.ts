import * as z from 'zod'
import { seconds } from '../../protocols/base/duration.js'
import { formatPrefix, parsePrefix } from '../../protocols/base/prefix.js'
import { matchesPattern } from '../../protocols/engine/pattern.js'
import { LSInfinity } from '../../protocols/ospf/constants.js'
import { BACKBONE, parseAreaId } from '../../protocols/ospf/identifiers.js'
import { AREA_DEFAULTS, type AreaRange, type AreaSettings, type NssaRange } from '../../protocols/ospf/settings.js'
import { interfaceRules } from './interface-rules.js'
import { prefixRanges } from './ospf-externals.js'
import { type InterfaceInFile, ospfInterface } from './ospf-interface.js'
import { type VirtualLinkInFile, virtualLinks } from './ospf-virtual-link.js'
import { hasKeys, isSettled, mayBeBare, section } from './section.js'
import { choice, duration, flag, integer, prefixKey } from './values.js'

/** An area before what is left to the instance is filled in. */
export interface AreaInFile extends Omit<AreaSettings, 'interfaces' | 'virtualLinks'> {
  readonly interfaces: readonly { readonly pattern: string; readonly settings: InterfaceInFile }[]
  readonly virtualLinks: readonly VirtualLinkInFile[]
}

const areaKey = z
  .string()
  .refine((key) => parseAreaId(key) !== undefined)
  .meta({ values: 'an area such as 0 or 0.0.0.0' })

const range = mayBeBare(
  section(
    {
      advertise: flag().default(true).meta({
        description: 'Advertise the range in the place of the networks in it, or with `false` hide them.',
        reference: 'RFC 2328 §C.2',
      }),
      cost: integer(0, 0xfffffe).optional().meta({
        description: 'What the range costs in other areas.',
        defaultText: 'the largest cost of the networks in it',
        reference: 'RFC 2328 §12.4.3',
      }),
    },
    {
      at: 'cost',
      with: ['advertise'],
      wrong: ({ advertise, cost }) =>
        advertise || cost === undefined ? undefined : 'a range that is not advertised has no cost',
    },
  ),
)

const ranges = z
  .record(prefixKey, range)
  .transform((written) =>
    Object.entries(written).map(([text, settings]): AreaRange => ({ prefix: parsePrefix(text)!, ...settings })),
  )
  .meta({
    description:
      'Address ranges that an area border router advertises to other areas in the place of the networks in them.',
    values: 'a section with prefixes as its keys',
    reference: 'RFC 2328 §3.5',
  })

const nssaRanges = z
  .record(
    prefixKey,
    mayBeBare(
      section(
        {
          advertise: flag().default(true).meta({
            description: 'Advertise the range in the place of the external networks in it, or with `false` hide them.',
            reference: 'RFC 3101 §2.2',
          }),
          cost: integer(0, LSInfinity - 1)
            .optional()
            .meta({
              description: 'What the range costs outside of the NSSA.',
              defaultText: 'the largest cost of the networks in it, plus 1 where they are of type 2',
              reference: 'RFC 3101 §3.2 (3)',
            }),
          tag: integer(0, 0xffffffff).default(0).meta({
            description: 'The external route tag of the range.',
            reference: 'RFC 3101 §2.2',
          }),
        },
        {
          at: 'cost',
          with: ['advertise'],
          wrong: ({ advertise, cost }) =>
            advertise || cost === undefined ? undefined : 'a range that is not advertised has no cost',
        },
      ),
    ),
  )
  .transform((written) =>
    Object.entries(written).map(([text, settings]): NssaRange => ({ prefix: parsePrefix(text)!, ...settings })),
  )
  .meta({
    description: 'Ranges of external networks that the translator advertises in the place of the networks in them.',
    values: 'a section with prefixes as its keys',
    reference: 'RFC 3101 §2.2',
  })

const nssa = section({
  translator: choice(['candidate', 'always', 'never']).default('candidate').meta({
    description:
      "Whether an area border router translates the NSSA's external routes for other areas: the one with the highest Router ID among the candidates does, unless some are told to `always`.",
    reference: 'RFC 3101 §3.1',
  }),
  'stability-interval': duration({ from: seconds(0), to: seconds(3600) })
    .prefault('40 s')
    .meta({
      description: 'How long a translator goes on when another one has taken its place.',
      reference: 'RFC 3101 §3.1',
    }),
  'default-route': flag().default(true).meta({
    description:
      'Whether an area border router advertises a default route of type 7 into the NSSA; without summaries it is one of type 3 in any case.',
    reference: 'RFC 3101 §2.7',
  }),
  ranges: nssaRanges.default([]),
})

const filter = section({
  in: prefixRanges.optional().meta({
    description: 'What an area border router may tell the area of the networks of other areas.',
    defaultText: 'everything',
  }),
  out: prefixRanges.optional().meta({
    description: "What an area border router may tell other areas of this one's networks and ranges.",
    defaultText: 'everything',
  }),
}).meta({ description: 'Which networks and ranges are known from one area to another.' })

const area = section(
  {
    'area-type': choice(['normal', 'stub', 'nssa']).default('normal').meta({
      description:
        'What is not flooded into the area: AS-external-LSAs are not into a `stub`; an `nssa` may have externals of its own, which its border routers tell the others of.',
      reference: 'RFC 2328 §3.6, RFC 3101',
    }),
    summary: flag().default(true).meta({
      description:
        'Whether an area border router tells a stub area of the networks of other areas, or with `false` only of a default route (totally stubby).',
      reference: 'RFC 2328 §12.4.3.1, RFC 3101 §2.7',
    }),
    'default-cost': integer(0, 0xfffffe).default(1).meta({
      description: 'The cost of the default route that an area border router advertises into a stub area.',
      reference: 'RFC 2328 §C.2',
    }),
    ranges: ranges.default([]),
    filter: filter.prefault({}),
    nssa: nssa.optional().meta({
      description: 'How external routes of an NSSA become known outside of it.',
      defaultText: 'its defaults',
    }),
    interfaces: interfaceRules(ospfInterface, 'The interfaces that belong to the area.'),
    'virtual-links': virtualLinks.default([]),
  },
  {
    at: 'summary',
    with: ['area-type'],
    wrong: ({ summary, 'area-type': type }) =>
      summary || type !== 'normal' ? undefined : 'only a stub area can do without summaries',
  },
  {
    at: 'nssa',
    with: ['area-type'],
    wrong: ({ nssa, 'area-type': type }) =>
      nssa === undefined || type === 'nssa' ? undefined : 'only for an area of type nssa',
  },
  {
    at: 'virtual-links',
    with: ['area-type'],
    wrong: ({ 'virtual-links': links, 'area-type': type }) =>
      links.length === 0 || type === 'normal' ? undefined : 'an area of type stub or nssa can have no virtual links',
  },
)

/** Areas by their two spellings, each once; the backbone is normal; no interface is in two. */
export const areas = z
  .record(areaKey, area)
  .superRefine(
    (written, context) => {
      const known = Object.entries<unknown>(written).filter(([key]) => parseAreaId(key) !== undefined)
      if (known.length === 0 && context.issues.length === 0)
        context.addIssue({ code: 'custom', path: [], message: 'at least one area is needed, such as 0' })
      const areaOfPattern = new Map<string, string>()
      const areaOfRange = new Map<string, string>()
      known.forEach(([key, settings], i) => {
        const same = known.slice(0, i).find(([other]) => parseAreaId(other) === parseAreaId(key))
        if (same !== undefined)
          context.addIssue({ code: 'custom', path: [key], message: `the same area as ${same[0]}` })
        if (!isSettled<typeof area>(settings)) return
        for (const { pattern } of settings.interfaces) {
          const message = whyNever(pattern, key, areaOfPattern)
          areaOfPattern.set(pattern, key)
          if (message !== undefined) context.addIssue({ code: 'custom', path: [key, 'interfaces', pattern], message })
        }
        if (parseAreaId(key) === BACKBONE && settings.areaType !== 'normal')
          context.addIssue({ code: 'custom', path: [key, 'area-type'], message: 'the backbone is always normal' })
        if (parseAreaId(key) === BACKBONE && settings.virtualLinks.length > 0) {
          const message = 'virtual links belong to the backbone and go through another area: they are configured there'
          context.addIssue({ code: 'custom', path: [key, 'virtual-links'], message })
        }
        for (const { prefix } of settings.ranges) {
          const text = formatPrefix(prefix)
          const other = areaOfRange.get(text)
          areaOfRange.set(text, key)
          if (other === undefined) continue
          const message = `a range of area ${other} already: a network is in one area`
          context.addIssue({ code: 'custom', path: [key, 'ranges', text], message })
        }
      })
    },
    { when: hasKeys },
  )
  .transform((written) =>
    withBackbone(
      Object.entries(written).map(
        ([key, settings]): AreaInFile => ({
          ...AREA_DEFAULTS,
          id: parseAreaId(key)!,
          ...settings,
          nssa: settings.nssa ?? AREA_DEFAULTS.nssa,
        }),
      ),
    ),
  )

/** Why an interface of this name is never in the area: areas are looked at one after the other, in the order of their numbers. */
function whyNever(pattern: string, area: string, areaOfPattern: ReadonlyMap<string, string>): string | undefined {
  const same = areaOfPattern.get(pattern)
  if (same !== undefined) return `in area ${same} already`
  for (const [earlier, other] of areaOfPattern)
    if (other !== area && matchesPattern(earlier, pattern))
      return `never used: every such interface matches ${earlier} of area ${other}, which is looked at first`
  return undefined
}

/** A router may be attached to the backbone by virtual links only. */
function withBackbone(areas: readonly AreaInFile[]): readonly AreaInFile[] {
  const isNeeded = areas.some(({ virtualLinks }) => virtualLinks.length > 0)
  if (!isNeeded || areas.some(({ id }) => id === BACKBONE)) return areas
  return [...areas, { ...AREA_DEFAULTS, id: BACKBONE, interfaces: [] }]
}
