import type { Instant } from '../base/duration.js'

/**
 * A protocol as a pure machine: plain data in, plain data out. Bytes, links, addresses, settings and time arrive as
 * Inputs, one at a time; what is to be done about them leaves as Effects, to be performed in order.
 */
export interface Engine<Input, Effect> {
  /** The only way in. Never throws for what the network or an operator sends. */
  handle(input: Input, now: Instant): readonly Effect[]
  /** When it next wants an input { on: 'time' }, however many timers run inside. */
  wakeAt(): Instant | undefined
}
