import * as z from 'zod'
import { parsePrefix } from '../../protocols/base/prefix.js'
import { BACKBONE, parseAreaId } from '../../protocols/ospf/identifiers.js'
import { AREA_DEFAULTS, type AreaRange, type AreaSettings } from '../../protocols/ospf/settings.js'
import { interfaceRules } from './interface-rules.js'
import { prefixRanges } from './ospf-externals.js'
import { type InterfaceInFile, ospfInterface } from './ospf-interface.js'
import { hasKeys, mayBeBare, section } from './section.js'
import { choice, flag, integer, prefixKey } from './values.js'

/** An area before what is left to the instance is filled in. */
export interface AreaInFile extends Omit<AreaSettings, 'interfaces'> {
  readonly interfaces: readonly { readonly pattern: string; readonly settings: InterfaceInFile }[]
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
    'area-type': choice(['normal', 'stub']).default('normal').meta({
      description: 'What is not flooded into the area: AS-external-LSAs are not into a `stub`.',
      reference: 'RFC 2328 §3.6',
    }),
    summary: flag().default(true).meta({
      description:
        'Whether an area border router tells a stub area of the networks of other areas, or with `false` only of a default route (totally stubby).',
      reference: 'RFC 2328 §12.4.3.1',
    }),
    'default-cost': integer(0, 0xfffffe).default(1).meta({
      description: 'The cost of the default route that an area border router advertises into a stub area.',
      reference: 'RFC 2328 §C.2',
    }),
    ranges: ranges.default([]),
    filter: filter.prefault({}),
    interfaces: interfaceRules(ospfInterface, 'The interfaces that belong to the area.'),
  },
  {
    at: 'summary',
    with: ['area-type'],
    wrong: ({ summary, 'area-type': type }) =>
      summary || type !== 'normal' ? undefined : 'only a stub area can do without summaries',
  },
)

/** Areas by their two spellings, each once; the backbone is normal; no interface is in two. */
export const areas = z
  .record(areaKey, area)
  .superRefine(
    (written, context) => {
      const known = Object.entries(written).filter(([key]) => parseAreaId(key) !== undefined)
      if (known.length === 0 && context.issues.length === 0)
        context.addIssue({ code: 'custom', path: [], message: 'at least one area is needed, such as 0' })
      const areaOfPattern = new Map<string, string>()
      known.forEach(([key, settings], i) => {
        const same = known.slice(0, i).find(([other]) => parseAreaId(other) === parseAreaId(key))
        if (same !== undefined)
          context.addIssue({ code: 'custom', path: [key], message: `the same area as ${same[0]}` })
        // An area with a problem of its own is as it was written
        if (!Array.isArray(settings?.interfaces)) return
        for (const { pattern } of settings.interfaces) {
          const other = areaOfPattern.get(pattern)
          areaOfPattern.set(pattern, key)
          if (other === undefined) continue
          const message = `in area ${other} already`
          context.addIssue({ code: 'custom', path: [key, 'interfaces', pattern], message })
        }
        if (parseAreaId(key) === BACKBONE && settings.areaType !== 'normal')
          context.addIssue({ code: 'custom', path: [key, 'area-type'], message: 'the backbone is always normal' })
      })
    },
    { when: hasKeys },
  )
  .transform((written) =>
    Object.entries(written).map(
      ([key, settings]): AreaInFile => ({
        ...AREA_DEFAULTS,
        id: parseAreaId(key)!,
        ...settings,
      }),
    ),
  )
