import { seconds } from '../../protocols/base/duration.js'
import type { StubRouterSettings } from '../../protocols/ospf/stub-router.js'
import { section } from './section.js'
import { duration, flag, integer } from './values.js'

/** What a stop may take, see the unit's TimeoutStopSec. */
const LONGEST_SHUTDOWN = seconds(60)

export const stubRouter = section({
  always: flag().default(false).meta({ description: 'As long as the daemon runs.', reference: 'RFC 6987' }),
  'on-startup': duration({ from: seconds(1), to: seconds(86_400) })
    .optional()
    .meta({
      description: 'For so long after the start, or until `waymark stub-router leave`.',
      defaultText: 'not then',
      reference: 'RFC 6987',
    }),
  'on-shutdown': duration({ from: seconds(1), to: LONGEST_SHUTDOWN })
    .optional()
    .meta({
      description: 'For so long before the end, so that traffic takes other ways before this one goes.',
      defaultText: 'not then',
      reference: 'RFC 6987',
    }),
  'include-stub': flag().default(false).meta({
    description: 'Say so of the links to stub networks too, so that these are reached another way if there is one.',
    reference: 'RFC 6987',
  }),
  'summary-metric': integer(1, 16_777_214).optional().meta({
    description: 'The least metric of what an area border router advertises of other areas meanwhile.',
    defaultText: 'as ever',
    reference: 'RFC 6987',
  }),
  'external-metric': integer(1, 16_777_214).optional().meta({
    description: 'The least metric of what is redistributed meanwhile.',
    defaultText: 'as ever',
    reference: 'RFC 6987',
  }),
}).transform((settings): StubRouterSettings => settings)
