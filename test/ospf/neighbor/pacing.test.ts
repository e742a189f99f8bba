import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { InterfaceSettings, OspfSettings } from '../../../protocols/ospf/settings.js'
import { ethernet, Network, POINT_TO_POINT, type Router, settings, states } from '../engine/network.js'

const SPOKES = 8
const P2P: Readonly<Record<string, Partial<InterfaceSettings>>> = { 'eth*': POINT_TO_POINT }

function hub(limit: number): { readonly network: Network; readonly router: Router } {
  const network = new Network()
  const limited: OspfSettings = { ...settings('10.0.0.100', P2P), maximumAdjacenciesComingUp: limit }
  const numbers = Array.from({ length: SPOKES }, (_, i) => i + 1)
  const links = numbers.map((i) => ethernet(i, `eth${i}`, `10.1.${i}.1/24`))
  for (const i of numbers) network.wire(`hub ${i}`, `spoke${i} ${i}`)
  const router = network.router('hub', limited, links)
  for (const i of numbers)
    network.router(`spoke${i}`, settings(`10.0.0.${i}`, P2P), [ethernet(i, `eth${i}`, `10.1.${i}.2/24`)])
  return { network, router }
}

function among(all: Record<string, string | null>, ...wanted: string[]): number {
  return Object.values(all).filter((state) => state !== null && wanted.includes(state)).length
}

describe('adjacencies that come up at once (RFC 4222 §2 (5))', () => {
  it('are no more than n, the others wait in 2-Way and say why, and all become Full', () => {
    const { network, router } = hub(2)
    let most = 0
    let waited = false
    network.until(() => {
      const now = states(network, router)
      most = Math.max(most, among(now, 'ExStart', 'Exchange', 'Loading'))
      for (const { state, whyNotFull } of router.engine.view(network.now).neighbors)
        if (state === '2-Way') {
          waited = true
          assert.equal(whyNotFull, 'waits until others have exchanged their databases (RFC 4222)')
        }
      return among(now, 'Full') === SPOKES
    })
    assert.equal(most, 2)
    assert.ok(waited)
  })

  it('are as many as there are where n is larger', () => {
    const { network, router } = hub(50)
    network.until(() => {
      const now = states(network, router)
      assert.equal(among(now, '2-Way'), 0)
      return among(now, 'Full') === SPOKES
    })
  })

  it('do not wait for ever for those that never come up', () => {
    const { network, router } = hub(2)
    // Two spokes answer no Database Description
    network.drops = (from, packet) => ['spoke1', 'spoke2'].includes(from.name) && packet.bytes[1] === 2
    network.until(() => among(states(network, router), 'Full') === SPOKES - 2, 60_000)
  })
})
