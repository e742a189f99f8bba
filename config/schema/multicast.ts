import * as z from 'zod'
import { DEFAULT_MULTICAST, type MulticastSettings } from '../../protocols/multicast/settings.js'
import { section } from './section.js'
import { interfacePattern } from './values.js'

export const multicast = section({
  forward: z.array(interfacePattern).default([]).meta({
    description: 'The interfaces between which multicast packets are forwarded, as the members there want them.',
    values: 'a list of interface names and patterns',
  }),
}).transform((settings): MulticastSettings => ({ ...DEFAULT_MULTICAST, ...settings }))
