import * as z from 'zod'
import type { Algorithm, Lifetime } from '../../protocols/ospf/authentication/key.js'
import { section } from './section.js'
import { choice, flag, integer, list, refuse } from './values.js'

/** A key as the file has it: its secret, or where that is. */
export interface WrittenKey extends z.output<typeof key> {}

/** How an interface is authenticated, as the file has it. */
export interface WrittenAuthentication extends z.output<typeof authentication> {}

const ALGORITHMS = ['md5', 'hmac-sha-1', 'hmac-sha-256', 'hmac-sha-384', 'hmac-sha-512'] as const satisfies Algorithm[]

/** The 8 bytes that RFC 2328 §D.2 has room for. */
export const PASSWORD_LENGTH = 8

/** A date or a moment by ISO 8601; without a time zone it is UTC. */
const MOMENT = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/

function secret(longest: number) {
  return z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[\x20-\x7e]+$/)
    .meta({ values: `a text of 1 to ${longest} ASCII characters`, secret: true })
}

function file() {
  return z.string().min(1).meta({ values: 'the path of a file, absolute or from where this file is' })
}

function moment() {
  return z
    .string()
    .regex(MOMENT)
    .transform((written, context): number => {
      const zoned = written.length > 10 && !/(Z|[+-]\d\d:\d\d)$/.test(written) ? `${written}Z` : written
      const at = Date.parse(zoned.replace(' ', 'T'))
      return Number.isNaN(at) ? refuse(context, written) : at
    })
    .meta({
      values: 'a date or time such as 2027-01-31 or 2027-01-31T04:00:00Z (UTC unless it says otherwise)',
      unit: 'moment',
    })
}

const lifetime = section(
  {
    start: moment().optional().meta({ description: 'The first moment of it.', defaultText: 'it always was' }),
    end: moment().optional().meta({ description: 'The first moment after it.', defaultText: 'for ever' }),
  },
  {
    at: 'end',
    with: ['start'],
    wrong: ({ start, end }) =>
      start !== undefined && end !== undefined && end <= start ? 'must be after start' : undefined,
  },
).transform((settings): Lifetime => settings)

const key = section(
  {
    'key-id': integer(0, 4_294_967_295).meta({
      description:
        'Names the key in the packets: 0 to 255, and to 4294967295 with `extended-sequence-numbers`. The same in all routers.',
      reference: 'RFC 5709 §3.2',
    }),
    algorithm: choice(ALGORITHMS).meta({
      description: 'How the digest of a packet is made.',
      reference: 'RFC 2328 §D.4.3, RFC 5709',
    }),
    key: secret(256).optional().meta({ description: 'The secret itself.', defaultText: 'it is in `key-file`' }),
    'key-file': file().optional().meta({
      description: 'The file with the secret; a line break at its end does not count.',
      defaultText: 'it is in `key`',
    }),
    'send-lifetime': lifetime.prefault({}).meta({
      description:
        'When packets are sent with the key; of several valid ones the one whose lifetime began last counts.',
      reference: 'RFC 7474 §4',
    }),
    'accept-lifetime': lifetime.prefault({}).meta({
      description: 'When packets with the key are accepted.',
      reference: 'RFC 5709 §3.2',
    }),
  },
  exactlyOne('key', 'key-file'),
)

const keyChain = list(key, 'keys')
  .min(1)
  .superRefine(
    (keys, context) => {
      const known = new Set<number>()
      for (const [index, { keyId }] of keys.entries()) {
        const message = `a key ${keyId} is in this chain already`
        if (known.has(keyId)) context.addIssue({ code: 'custom', path: [index, 'key-id'], message })
        known.add(keyId)
      }
    },
    { when: ({ value, issues }) => Array.isArray(value) && issues.length === 0 },
  )
  .meta({ values: 'a list of keys, at least one' })

const chainName = z.string().min(1).meta({ values: 'the name of a key chain' })

export const keyChains = z
  .record(chainName, keyChain)
  .transform((chains) => Object.entries(chains).map(([name, keys]) => ({ name, keys })))
  .meta({ values: 'a section with names of key chains as its keys' })

export const authentication = section(
  {
    'key-chain': chainName.optional().meta({
      description: 'Authenticate with the keys of this chain under `key-chains`.',
      reference: 'RFC 2328 §D.3, RFC 5709',
    }),
    'extended-sequence-numbers': flag().default(false).meta({
      description:
        'With 64-bit sequence numbers that outlive a restart and the source address under the digest (authentication type 3). FRR 8 and BIRD 2 do not have it.',
      reference: 'RFC 7474',
    }),
    'strict-sequence': flag().default(false).meta({
      description:
        'Refuse a packet with the sequence number of the one before it. BIRD sends such in bursts. With extended sequence numbers it is always so.',
      reference: 'RFC 2328 §D.5',
    }),
    simple: secret(PASSWORD_LENGTH).optional().meta({
      description: 'Authenticate with this password, which everybody on the network can read in every packet.',
      reference: 'RFC 2328 §D.2',
    }),
    'simple-file': file().optional().meta({
      description: 'The file with the password; a line break at its end does not count.',
      reference: 'RFC 2328 §D.2',
    }),
  },
  exactlyOne('key-chain', 'simple', 'simple-file'),
  onlyWith('extended-sequence-numbers', 'key-chain'),
  onlyWith('strict-sequence', 'key-chain'),
)

/** A rule about keys that are optional, whatever else a section has. */
interface KeyRule<Key extends string> {
  readonly at: Key
  readonly with: readonly Key[]
  readonly wrong: (values: Readonly<Partial<Record<Key, unknown>>>) => string | undefined
}

function exactlyOne<Key extends string>(first: Key, ...others: readonly Key[]): KeyRule<Key> {
  const keys = [first, ...others]
  return {
    at: first,
    with: others,
    wrong: (values) => {
      const given = keys.filter((key) => values[key] !== undefined)
      if (given.length === 1) return undefined
      return `expected exactly one of ${keys.join(', ')}, not ${given.length === 0 ? 'none' : given.join(' and ')}`
    },
  }
}

function onlyWith<Key extends string>(at: Key, other: Key): KeyRule<Key> {
  return {
    at,
    with: [other],
    wrong: (values) => (values[at] === true && values[other] === undefined ? `needs ${other}` : undefined),
  }
}
