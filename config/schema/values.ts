import * as z from 'zod'
import type { Duration } from '../../protocols/base/duration.js'
import { type Ipv4, isMulticast, parseIpv4 } from '../../protocols/base/ipv4.js'
import { type Prefix, parsePrefix } from '../../protocols/base/prefix.js'
import { type RouterId, routerId } from '../../protocols/ospf/identifiers.js'
import { BANDWIDTH, DURATION, formatBandwidth, formatDuration, parseBandwidth, parseDuration } from '../units.js'

// A configuration is checked once: making code for that costs more than it saves
z.config({ jitless: true })

/**
 * The kinds of values. `values` in each one's metadata says what is accepted; the message about anything else and the
 * documentation are made of it, and `unit` says how to write a value for a person.
 */

export function flag() {
  return z.boolean().meta({ values: 'true or false' })
}

export function integer(from: number, to: number) {
  return z
    .int()
    .min(from)
    .max(to)
    .meta({ values: `a whole number from ${from} to ${to}` })
}

export function choice<const Word extends string | number | boolean>(words: readonly Word[]) {
  return z.literal(words).meta({ values: `one of ${words.join(' | ')}` })
}

/** @param options.whole only whole seconds, because that is what the packets carry */
export function duration(options: { readonly from: Duration; readonly to: Duration; readonly whole?: boolean }) {
  const { from, to, whole = false } = options
  const range = `from ${formatDuration(from)} to ${formatDuration(to)}`
  return z
    .union([z.string().regex(DURATION), z.number()])
    .transform((written, context): Duration => {
      const value = parseDuration(written)
      if (value !== undefined && value >= from && value <= to && !(whole && value % 1000 !== 0)) return value
      return refuse(context, written)
    })
    .meta({ values: `a duration ${range}${whole ? ', in whole seconds' : ''}`, unit: 'duration' })
}

/** In Mbit/s. */
export function bandwidth(options: { readonly from: number; readonly to: number }) {
  const { from, to } = options
  return z
    .union([z.string().regex(BANDWIDTH), z.number()])
    .transform((written, context): number => {
      const value = parseBandwidth(written)
      return value !== undefined && value >= from && value <= to ? value : refuse(context, written)
    })
    .meta({ values: `a bandwidth from ${formatBandwidth(from)} to ${formatBandwidth(to)}`, unit: 'bandwidth' })
}

/** A text that `parse` makes a value of; `values` says what it accepts. */
export function text<T>(parse: (written: string) => T | undefined, metadata: Metadata) {
  return z
    .string()
    .transform((written, context): T => parse(written) ?? refuse(context, written))
    .meta({ ...metadata })
}

interface Metadata {
  readonly values: string
  readonly unit?: 'address' | 'prefix' | 'prefix-range' | 'listen'
}

export function address() {
  return text<Ipv4>(parseIpv4, { values: 'an IPv4 address such as 192.0.2.1', unit: 'address' })
}

export function routerIdText() {
  return text(parseRouterId, { values: 'a router ID such as 192.0.2.1', unit: 'address' })
}

export function prefix() {
  return text<Prefix>(parsePrefix, {
    values: 'an IPv4 prefix such as 192.0.2.0/24, without a bit beyond its length',
    unit: 'prefix',
  })
}

/** A prefix as the key of a section. */
export const prefixKey = z
  .string()
  .refine((key) => parsePrefix(key) !== undefined)
  .meta({ values: 'an IPv4 prefix such as 192.0.2.0/24, without a bit beyond its length' })

/** The address of one multicast group. */
export function group() {
  return text<Ipv4>((written) => only(parseIpv4(written), isForwardable), {
    values: 'a multicast group such as 239.1.1.1 (224.0.0.0/24 is never forwarded)',
    unit: 'address',
  })
}

/** Multicast groups by their common prefix. */
export function groups() {
  return text<Prefix>((written) => only(parsePrefix(written), areGroups), {
    values: 'multicast groups by their prefix, such as 239.1.0.0/16',
    unit: 'prefix',
  })
}

/** @param values what its elements are, in the plural */
export function list<Item extends z.ZodType>(item: Item, values: string) {
  return z.array(item).meta({ values: `a list of ${values}` })
}

/** undefined for anything that is no Router ID, 0.0.0.0 too. */
export function parseRouterId(written: string): RouterId | undefined {
  const address = parseIpv4(written)
  return address === undefined || address === 0 ? undefined : routerId(address)
}

function isForwardable(address: Ipv4): boolean {
  return isMulticast(address) && address >>> 8 !== 0xe00000
}

function areGroups({ address, length }: Prefix): boolean {
  return isMulticast(address) && length >= 4
}

function only<T>(value: T | undefined, holds: (value: T) => boolean): T | undefined {
  return value !== undefined && holds(value) ? value : undefined
}

/** A link's name, in which `*` stands for any characters (Linux: at most 15 bytes, no slash, no white space). */
export const interfacePattern = z
  .string()
  .regex(/^(?!$)(?!\.{1,2}$)(?!(?:\**[^*]){16})[^\s/]*$/)
  .meta({ values: 'the name of an interface, at most 15 characters, or a pattern with * in it' })

/** One link's name, as a pattern without a `*`. */
export const interfaceName = z
  .string()
  .regex(/^(?!\.{1,2}$)[^\s/*]{1,15}$/)
  .meta({ values: 'the name of an interface, at most 15 characters' })

/** Says that the value is none of those that its metadata speaks of. */
export function refuse(context: z.core.$RefinementCtx, input: unknown): never {
  context.issues.push({ code: 'invalid_value', values: [], input })
  return z.NEVER
}
