import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsInForce } from '../../config/in-force.js'
import { fileSchema, type KeySchema, sectionOf } from '../../config/json-schema.js'
import { settingsOf } from './problems.js'

/** Of everything that `ospf` can say something, but of what has one value only where another one is not there. */
const OSPF = `
router-id: 192.0.2.1
hostname: r1
key-chains: { core: [{ key-id: 1, algorithm: md5, key: hush }] }
ospf:
  stub-router: { on-startup: 1 min, on-shutdown: 2 s, summary-metric: 9, external-metric: 9 }
  distance: { external-1: 120, external-2: 130 }
  graceful-restart: { helper: { routers: [192.0.2.9] } }
  redistribute:
    - from: kernel
      match: { prefix: [198.51.100.0/24 le 28], metric: 5, tag: 6 }
      set: { tag: 7 }
  external-ranges: { 198.51.0.0/16: { metric: 4, metric-type: 1 } }
  default-information: { condition: [198.18.0.0/15], tag: 4 }
  areas:
    0:
      interfaces:
        lan0:
          interface-type: non-broadcast
          cost: 3
          static-neighbors: [{ address: 192.0.2.2 }]
          allow-neighbors: { router-ids: [192.0.2.2], sources: [192.0.2.0/24] }
          authentication: { key-chain: core, strict-sequence: true }
        lan1: { authentication: { key-chain: core, strict-sequence: false } }
        lan2: { authentication: { simple: hush } }
    1:
      ranges: { 10.1.0.0/16: { cost: 5 } }
      filter: { in: [10.0.0.0/8 le 24], out: [10.1.0.0/16] }
      virtual-links:
        192.0.2.8: { authentication: { key-chain: core } }
        192.0.2.9: { authentication: { simple: hush } }
      interfaces: {}
    2:
      area-type: nssa
      nssa: { ranges: { 198.51.100.0/24: { cost: 5 } } }
      interfaces: {}
`

/** Of these the effect is told at other keys. */
const ELSEWHERE =
  /(^ospf\[\.\]prefix-suppression|default-information.*always|simple-file|extended-sequence-numbers|virtual-links.*strict-sequence): $/

/** How each key in this part of the file begins where it is told: as one of a section, or in the text of a list. */
function patternsOf(node: KeySchema, path: string): string[] {
  const asText = node.type === 'array' || node.unit !== undefined
  const section = node.items ?? sectionOf(node)
  const within = asText && !path.includes(': ') ? `${path}: .*` : path
  const own = Object.entries(section.properties ?? {}).flatMap(([key, value]) =>
    patternsOf(value, within.includes(': ') ? `${within}[{ ]${key}: .*` : `${within}[.]${key}`),
  )
  const rest = section.additionalProperties
  const all = typeof rest === 'object' ? [...own, ...patternsOf(rest, `${within}[.].+`)] : own
  if (all.length > 0) return all
  return [path.includes(': ') ? path.replace(/\.\*$/, '') : `${path}: `]
}

test('every key of ospf is told with the value in force', () => {
  const told = settingsInForce(settingsOf(OSPF)).map(({ path, value }) => `${path}: ${value}`)
  const patterns = patternsOf(fileSchema().properties!.ospf!, 'ospf')
  assert.ok(patterns.length > 90, `only ${patterns.length}`)
  const missing = patterns.filter(
    (pattern) => !ELSEWHERE.test(pattern) && !told.some((line) => new RegExp(`^${pattern}`).test(line)),
  )
  assert.deepEqual(missing, [])
})

test('defaults are told too, in the words of the file', () => {
  const told = new Map(settingsInForce(settingsOf(OSPF)).map(({ path, value }) => [path, value]))
  assert.equal(told.get('ospf.abr-type'), 'cisco')
  assert.equal(told.get('ospf.rfc1583-compatibility'), 'false')
  assert.equal(told.get('ospf.areas.0.0.0.0.interfaces.lan0.mtu-ignore'), 'false')
  assert.equal(told.get('ospf.areas.0.0.0.0.interfaces.lan0.retransmit-interval'), '5 s')
  assert.equal(told.get('ospf.areas.0.0.0.2.nssa.stability-interval'), '40 s')
  assert.equal(told.get('router-id'), '192.0.2.1')
  assert.equal(told.get('log.level'), 'info')
})

test('secrets are not told', () => {
  assert.doesNotMatch(JSON.stringify(settingsInForce(settingsOf(OSPF))), /hush/)
})
