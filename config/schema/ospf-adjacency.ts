import { type Duration, milliseconds, seconds } from '../../protocols/base/duration.js'
import { formatDuration } from '../units.js'
import { authentication } from './authentication.js'
import type { Rule } from './section.js'
import { duration } from './values.js'

const wholeSeconds = { from: seconds(1), to: seconds(65535), whole: true }

/** The times by which neighbors are found and kept, of an interface as of a virtual link. */
export const timers = {
  'hello-interval': duration({ from: milliseconds(50), to: seconds(65535) })
    .prefault('10 s')
    .meta({
      description:
        'Between two Hello packets: whole seconds, the same in all routers of a network; or less than one, which the packets do not say, as `dead-interval minimal` of other makes.',
      reference: 'RFC 2328 §C.3',
    }),
  'dead-interval': duration(wholeSeconds).optional().meta({
    description: 'A neighbor that is silent for this long is down. The same in all routers of a network.',
    defaultText: 'four times `hello-interval`, but at least 1 s',
    reference: 'RFC 2328 §C.3',
  }),
  'retransmit-interval': duration({ from: seconds(1), to: seconds(3600) })
    .prefault('5 s')
    .meta({ description: 'Until something unacknowledged is sent again.', reference: 'RFC 2328 §C.3' }),
  'transmit-delay': duration({ from: seconds(1), to: seconds(3600), whole: true })
    .prefault('1 s')
    .meta({
      description: 'What an LSA ages by when it is sent out of this interface.',
      reference: 'RFC 2328 §C.3',
    }),
}

/** What the times must be to each other. */
export const timerRules: readonly Rule<typeof timers>[] = [
  {
    at: 'hello-interval',
    with: [],
    wrong: ({ 'hello-interval': hello }) =>
      hello < 1000 || hello % 1000 === 0
        ? undefined
        : `${formatDuration(hello)} must be whole seconds, or less than one`,
  },
  {
    at: 'dead-interval',
    with: ['hello-interval'],
    wrong: ({ 'dead-interval': dead, 'hello-interval': hello }) =>
      dead === undefined || dead > hello
        ? undefined
        : `${formatDuration(dead)} must be more than hello-interval (${formatDuration(hello)})`,
  },
]

export const authenticationKey = authentication.optional().meta({
  description: 'How packets are authenticated, the same in all routers of a network.',
  defaultText: 'not at all',
  unit: 'authentication',
  reference: 'RFC 2328 Appendix D',
})

/** RouterDeadInterval where the file has none. */
export function withDeadInterval<Settings extends { helloInterval: Duration; deadInterval: Duration | undefined }>(
  settings: Settings,
): Settings & { deadInterval: Duration } {
  const { deadInterval, helloInterval } = settings
  return { ...settings, deadInterval: deadInterval ?? milliseconds(Math.max(1000, 4 * helloInterval)) }
}
