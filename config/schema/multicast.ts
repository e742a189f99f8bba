import { DEFAULT_MULTICAST, type MulticastSettings } from '../../protocols/multicast/settings.js'
import { section } from './section.js'
import { interfacePattern, list } from './values.js'

export const multicast = section({
  forward: list(interfacePattern, 'interface names and patterns').prefault([]).meta({
    description: 'The interfaces between which multicast packets are forwarded, as the members there want them.',
  }),
}).transform((settings): MulticastSettings => ({ ...DEFAULT_MULTICAST, ...settings }))
