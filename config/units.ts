import { type Duration, milliseconds } from '../protocols/base/duration.js'

/** As JSON Schema patterns, so that an editor refuses what the daemon refuses. */
export const DURATION = /^[0-9]+(\.[0-9]+)? ?(ms|s|min|h)$/
export const BANDWIDTH = /^[0-9]+(\.[0-9]+)? ?(kbit|Mbit|Gbit|Tbit)\/s$/

const MILLISECONDS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const
const MEGABITS = { kbit: 0.001, Mbit: 1, Gbit: 1000, Tbit: 1_000_000 } as const

/** `10 s`, `200 ms`, `2 min`, `1.5 h`; a bare number is seconds. undefined for anything else. */
export function parseDuration(value: string | number): Duration | undefined {
  if (typeof value === 'number') return whole(value * 1000)
  const unit = DURATION.exec(value)?.[2]
  return unit === undefined
    ? undefined
    : whole(Number.parseFloat(value) * MILLISECONDS[unit as keyof typeof MILLISECONDS])
}

/** To the microsecond, so that `0.3 s` is 300 ms and not 299.99999999999994. */
function whole(ms: number): Duration {
  return milliseconds(Math.round(ms * 1000) / 1000)
}

/** As a person writes it: `2 min`, `90 s`, `25.5 s`, `200 ms`. */
export function formatDuration(duration: Duration): string {
  if (duration === 0) return '0 s'
  for (const unit of ['h', 'min', 's'] as const) {
    if (duration % MILLISECONDS[unit] === 0) return `${duration / MILLISECONDS[unit]} ${unit}`
  }
  return duration > 1000 && duration % 100 === 0 ? `${duration / 1000} s` : `${duration} ms`
}

/** `100 Gbit/s`, `2.5 Gbit/s` in Mbit/s; a bare number is Mbit/s already. undefined for anything else. */
export function parseBandwidth(value: string | number): number | undefined {
  if (typeof value === 'number') return value
  const unit = BANDWIDTH.exec(value)?.[2]
  return unit === undefined ? undefined : Number.parseFloat(value) * MEGABITS[unit as keyof typeof MEGABITS]
}

/** @param megabits a bandwidth in Mbit/s */
export function formatBandwidth(megabits: number): string {
  for (const unit of ['Tbit', 'Gbit'] as const) {
    if (megabits % MEGABITS[unit] === 0) return `${megabits / MEGABITS[unit]} ${unit}/s`
  }
  return `${megabits} Mbit/s`
}
