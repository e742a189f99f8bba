const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What a cell shows where there is nothing to show. */
export const NOTHING = '-'

/** Time passed, in the two units that matter: `12s`, `41m`, `2h14m`, `3d4h`. @param ms null: nothing */
export function elapsed(ms: number | null): string {
  if (ms === null) return NOTHING
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)}s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`
  if (ms < DAY) return two(ms, HOUR, 'h', MINUTE, 'm')
  return two(ms, DAY, 'd', HOUR, 'h')
}

/** Time left, to the tenth of a second while it is short: `38.2s`, `4m10s`, `2h14m`. @param ms null: nothing */
export function remaining(ms: number | null): string {
  if (ms === null) return NOTHING
  if (ms < 100 * SECOND) return `${(Math.max(0, ms) / SECOND).toFixed(1)}s`
  if (ms < HOUR) return two(ms, MINUTE, 'm', SECOND, 's')
  return elapsed(ms)
}

/** A configured length of time: `40s`, `1.5s`, `500ms`, `2m5s`. */
export function interval(ms: number): string {
  if (ms < SECOND) return `${ms}ms`
  if (ms < 5 * MINUTE) return `${ms / SECOND}s`
  return two(ms, MINUTE, 'm', SECOND, 's')
}

/** `1.2 MB`: three digits that matter, in powers of 1000. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = n
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`
}

/** `1 problem`, `2 problems` */
export function count(n: number, singular: string): string {
  return `${n} ${singular}${n === 1 ? '' : 's'}`
}

function two(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % big) / small)
  return `${Math.floor(ms / big)}${bigName}${rest === 0 ? '' : `${rest}${smallName}`}`
}
