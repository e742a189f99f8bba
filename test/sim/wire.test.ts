import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seconds } from '../../protocols/base/duration.js'
import { ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { prefixOf } from '../../protocols/base/prefix.js'
import { SimNetwork } from './network.js'
import { TopologyBuilder } from './topology.js'
import { PERFECT } from './wire.js'

describe('a packet that is routed in a circle over wires that duplicate', () => {
  it('becomes two packets until its TTL ends, not twice as many at every hop', () => {
    const builder = new TopologyBuilder()
    const [left, right] = [builder.router(), builder.router()]
    const plan = builder.pointToPoint([left, right])
    const network = new SimNetwork(builder.build())
    network.start()
    const nowhere = ipv4FromNumber(0xc0000201) // 192.0.2.1
    const [leftEnd, rightEnd] = [plan.ends[0]!, plan.ends[1]!]
    for (const [near, far] of [
      [leftEnd, rightEnd],
      [rightEnd, leftEnd],
    ] as const) {
      const nextHops = [{ interface: near.index, gateway: far.address, onlink: false }]
      const prefix = prefixOf(nowhere, 32)
      network.router(near.router).kernel.apply([{ prefix, route: { prefix, nextHops } }])
    }
    network.setFaults({ ...PERFECT, duplication: 1 })
    let hops = 0
    const wire = network.wire(plan)
    wire.tap = (_, { destination }) => {
      if (destination === nowhere) hops++
      return true
    }
    wire.send(leftEnd, {
      do: 'send',
      interface: leftEnd.index,
      source: leftEnd.address,
      destination: nowhere,
      via: rightEnd.address,
      ttl: 255,
      routed: true,
      bytes: new Uint8Array(44),
    })
    network.run(seconds(1))
    assert.equal(hops, 1 + 2 * 254)
  })
})
