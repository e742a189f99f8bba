import type { RouteDistances } from '../settings.js'
import { section } from './section.js'
import { integer } from './values.js'

/** FRR's default, and that of other makes. */
const DEFAULT_DISTANCE = 110

const REFERENCE = 'RFC 9129 preference'

const oneDistance = (destinations: string) =>
  integer(1, 254)
    .default(DEFAULT_DISTANCE)
    .meta({ description: `For networks ${destinations}.`, reference: REFERENCE })

const ofType = (type: 1 | 2) =>
  integer(1, 254)
    .optional()
    .meta({
      description: `For those of external metric type ${type}.`,
      defaultText: '`external`',
      reference: REFERENCE,
    })

export const distance = section({
  'intra-area': oneDistance('of the own areas'),
  'inter-area': oneDistance('of other areas'),
  external: oneDistance('outside of the AS'),
  'external-1': ofType(1),
  'external-2': ofType(2),
}).transform((settings): RouteDistances => settings)
