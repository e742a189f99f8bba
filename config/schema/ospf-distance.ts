import type { RouteDistances } from '../settings.js'
import { section } from './section.js'
import { integer } from './values.js'

/** FRR's default, and that of other makes. */
const DEFAULT_DISTANCE = 110

const oneDistance = (destinations: string) =>
  integer(1, 254)
    .default(DEFAULT_DISTANCE)
    .meta({
      description: `For networks ${destinations}.`,
      reference: 'RFC 9129 preference',
    })

export const distance = section({
  'intra-area': oneDistance('of the own areas'),
  'inter-area': oneDistance('of other areas'),
  external: oneDistance('outside of the AS'),
}).transform((settings): RouteDistances => settings)
