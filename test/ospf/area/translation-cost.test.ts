import assert from 'node:assert/strict'
import { it } from 'node:test'
import { formatIpv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import { AREA_DEFAULTS, type NssaRange } from '../../../protocols/ospf/settings.js'
import { ethernet, Network, type Router } from '../engine/network.js'
import { foreign, gone, MAIN, rule } from '../external/as-boundary.js'
import { areas } from './areas.js'

const CHANGES = 9
const ONE_MORE = '203.0.113.0/24'

/** An AS boundary router in an NSSA that brings so many networks into it, and the border router that translates them. */
function nssa(networks: number, ranges: readonly NssaRange[]) {
  const network = new Network()
  const inside = { areaType: 'nssa' as const, nssa: { ...AREA_DEFAULTS.nssa, ranges } }
  network.wire('asbr 1', 'border 1')
  const asbr = network.router(
    'asbr',
    areas('10.0.0.1', { 1: { ...inside, links: { up: {} } } }, { redistribute: [rule('static')] }),
    [ethernet(1, 'up', '10.1.1.1/24'), ethernet(2, 'out', '172.16.0.1/24')],
  )
  const border = network.router(
    'border',
    areas('10.0.0.2', { 0: { links: { core: {} } }, 1: { ...inside, links: { down: {} } } }),
    [ethernet(1, 'down', '10.1.1.2/24'), ethernet(2, 'core', '10.0.2.2/24')],
  )
  const changes = Array.from({ length: networks }, (_, i) =>
    foreign(`${formatIpv4(0x64400000 + i * 256)}/24`, '172.16.0.9', { link: 2 }),
  )
  network.input(asbr, { on: 'foreign-routes', table: MAIN, changes })
  network.pass(60_000)
  return { network, asbr, border }
}

function translated({ engine }: Router, network: Network): number {
  let count = 0
  for (const { type, age } of engine.database(network.now)) if (type === 'as-external' && age < 3600) count++
  return count
}

/** The median of the processor time that the border router takes from a change of one network to the end of what it does about it, in microseconds. */
function costOfOne(networks: number, ranges: readonly NssaRange[], lsas: readonly [number, number]): number {
  const { network, asbr, border } = nssa(networks, ranges)
  assert.equal(translated(border, network), lsas[0])
  let worked = 0
  const handle = border.engine.handle.bind(border.engine)
  border.engine.handle = (input, now) => {
    const before = process.cpuUsage()
    const effects = handle(input, now)
    const { user, system } = process.cpuUsage(before)
    worked += user + system
    return effects
  }
  const costs: number[] = []
  for (let i = 0; i < 2 * CHANGES; i++) {
    const comes = i % 2 === 0
    const change = comes ? foreign(ONE_MORE, '172.16.0.9', { link: 2 }) : gone(ONE_MORE)
    worked = 0
    network.input(asbr, { on: 'foreign-routes', table: MAIN, changes: [change] })
    network.pass(9_000)
    costs.push(worked)
    assert.equal(translated(border, network), lsas[comes ? 1 : 0])
  }
  return costs.sort((a, b) => a - b)[CHANGES]!
}

it('RFC 3101 §3.2: one type 7 LSA costs its border router as much among thousands as among a few', () => {
  const [few, many] = [50, 1500]
  assert.ok(costOfOne(many, [], [many, many + 1]) < 10 * costOfOne(few, [], [few, few + 1]))
})

it('RFC 3101 §3.2 (3): so does one in a range of thousands', () => {
  const ranges = ['100.64.0.0/10', '203.0.0.0/8'].map((text) => ({
    prefix: prefix(text),
    advertise: true,
    cost: undefined,
    tag: 0,
  }))
  assert.ok(costOfOne(1500, ranges, [1, 2]) < 10 * costOfOne(50, ranges, [1, 2]))
})
