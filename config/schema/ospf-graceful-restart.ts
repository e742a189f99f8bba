import { seconds } from '../../protocols/base/duration.js'
import type { GracefulRestartSettings, HelperSettings } from '../../protocols/ospf/settings.js'
import { section } from './section.js'
import { duration, flag } from './values.js'

const helper = section({
  enabled: flag().default(true).meta({
    description: 'Count a neighbor that restarts gracefully as adjacent until it is back.',
    reference: 'RFC 3623 §3',
  }),
  'strict-lsa-checking': flag().default(true).meta({
    description: 'Stop doing so when the topology changes, of which the neighbor does not learn.',
    reference: 'RFC 3623 §3.2',
  }),
  'maximum-grace-period': duration({ from: seconds(1), to: seconds(1800) })
    .prefault('1800 s')
    .meta({ description: 'A neighbor that asks for more time is not helped.', reference: 'RFC 3623 §3.1' }),
}).transform((settings): HelperSettings => settings)

export const gracefulRestart = section({
  helper: helper
    .prefault({})
    .meta({ description: 'What is done for neighbors that restart.', reference: 'RFC 3623 §3' }),
}).transform((settings): GracefulRestartSettings => settings)
