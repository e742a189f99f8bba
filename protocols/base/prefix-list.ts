import { covers, formatPrefix, type Prefix, parsePrefix } from './prefix.js'

/** The prefixes within one prefix whose length is in a range. */
export interface PrefixRange {
  readonly prefix: Prefix
  /** The least and the greatest length, both from the prefix's own to 32. */
  readonly from: number
  readonly to: number
}

export function inPrefixRange(range: PrefixRange, prefix: Prefix): boolean {
  return prefix.length >= range.from && prefix.length <= range.to && covers(range.prefix, prefix)
}

/** Whether every prefix in `inner` is in `outer` too. */
export function coversPrefixRange(outer: PrefixRange, inner: PrefixRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to && covers(outer.prefix, inner.prefix)
}

/**
 * `192.0.2.0/24` for this prefix only, `192.0.2.0/24 le 28` for those within it up to a length, `ge 25` from a length
 * on, `ge 25 le 28` for both; undefined when it is none of these.
 */
export function parsePrefixRange(text: string): PrefixRange | undefined {
  const match = /^(\S+)(?: +ge +([0-9]{1,2}))?(?: +le +([0-9]{1,2}))?$/.exec(text)
  const prefix = match === null ? undefined : parsePrefix(match[1]!)
  if (match === null || prefix === undefined) return undefined
  const [, , ge, le] = match
  const from = ge === undefined ? prefix.length : Number(ge)
  const to = le === undefined ? (ge === undefined ? prefix.length : 32) : Number(le)
  return from < prefix.length || from > to || to > 32 ? undefined : { prefix, from, to }
}

/** As `parsePrefixRange` reads it. */
export function formatPrefixRange({ prefix, from, to }: PrefixRange): string {
  const ge = from > prefix.length ? ` ge ${from}` : ''
  const le = to > prefix.length && !(ge !== '' && to === 32) ? ` le ${to}` : ''
  return `${formatPrefix(prefix)}${ge}${le}`
}
