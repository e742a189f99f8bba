import { seconds } from '../../protocols/base/duration.js'
import type { GracefulRestartSettings, HelperSettings } from '../../protocols/ospf/settings.js'
import { section } from './section.js'
import { duration, flag, list, routerIdText } from './values.js'

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
  'planned-only': flag().default(false).meta({
    description: 'Help with a software restart or upgrade only, not after a crash, for which no reason is given.',
    reference: 'RFC 3623 §3.1, §5',
  }),
  routers: list(routerIdText(), 'Router IDs').optional().meta({
    description: 'Help these routers only.',
    defaultText: 'every neighbor',
    reference: 'RFC 3623 §3.1',
  }),
}).transform((settings): HelperSettings => settings)

export const gracefulRestart = section({
  enabled: flag().default(false).meta({
    description: 'Have neighbors wait while the daemon restarts, by `waymark restart --graceful` or after a crash.',
    reference: 'RFC 3623 §2',
  }),
  unplanned: flag().default(true).meta({
    description: 'With `enabled`: after a crash too, not only when it was asked for.',
    reference: 'RFC 3623 §5',
  }),
  'grace-period': duration({ from: seconds(1), to: seconds(1800), whole: true })
    .prefault('120 s')
    .meta({ description: 'For how long they are asked to wait at most.', reference: 'RFC 3623 §B.1' }),
  helper: helper
    .prefault({})
    .meta({ description: 'What is done for neighbors that restart.', reference: 'RFC 3623 §3' }),
}).transform((settings): GracefulRestartSettings => settings)
