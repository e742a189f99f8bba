import assert from 'node:assert/strict'
import { Sender } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { IgmpHost, record } from './igmp-host.js'
import { scenario } from './scenario.js'

const [PORT, RATE, GROUP] = [5011, 2000, '239.8.8.8']
const OWN = '10.8.2.10'

scenario(
  'join to first packet takes at most 3 ms, and the last tracked host’s leave stops the stream within 10 ms',
  [],
  async (network) => {
    const [at, camera, screen] = [
      await network.add('router'),
      await network.add('camera', 'host'),
      await network.add('screen', 'host'),
    ]
    await network.connect(
      { at: camera, name: 'eth0', addresses: ['10.8.1.10/24'] },
      { at, name: 'studio', addresses: ['10.8.1.1/24'] },
    )
    await network.connect(
      { at: screen, name: 'eth0', addresses: [`${OWN}/24`] },
      { at, name: 'hall', addresses: ['10.8.2.1/24'] },
    )
    await camera.ip('route add default via 10.8.1.1')
    const router = await Waymark.start(network, at, {
      igmp: {
        interfaces: {
          studio: {},
          hall: { 'explicit-tracking': true, 'robustness-variable': 1, 'query-max-response-time': '100 ms' },
        },
      },
      multicast: { forward: ['studio', 'hall'] },
    })
    await Sender.start(camera, { address: GROUP, port: PORT, rate: RATE })
    const host = await IgmpHost.start(screen, OWN, GROUP, PORT)
    await until(
      'the router knows its hosts',
      async () => (await router.ask('/igmp/groups')).groups,
      (groups) => groups.some(({ group, hosts }) => group === GROUP && hosts?.length === 1),
    )
    await host.end(OWN, record('TO_IN', GROUP))
    const [joins, leaves]: [number[], number[]] = [[], []]
    for (let i = 0; i < 15; i++) {
      joins.push(await host.start(OWN, record('TO_EX', GROUP)))
      leaves.push(await host.end(OWN, record('TO_IN', GROUP)))
    }
    // Only a quarter has to: the others may have waited for what else this machine does.
    assert.ok(quarter(joins) <= 3, `milliseconds from the report to the first packet: ${joins.join(' ')}`)
    assert.ok(quarter(leaves) <= 10, `milliseconds from the leave to the last packet: ${leaves.join(' ')}`)
  },
)

/** What the quickest quarter of them took at most. */
function quarter(milliseconds: readonly number[]): number {
  return [...milliseconds].sort((a, b) => a - b)[Math.floor(milliseconds.length / 4)] ?? Number.NaN
}
