import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Network } from '../../lab/network.js'
import { Receiver, Sender } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { scenario } from './scenario.js'

const PORT = 5017
const GROUP = '239.15.0.1'

/** camera - studio (10.15.1.0/24) - upper - middle (10.15.2.0/24) - lower - hall (10.15.3.0/24) - screen */
async function chain(network: Network) {
  const [camera, screen] = [await network.add('camera', 'host'), await network.add('screen', 'host')]
  const [upper, lower] = [await network.add('upper'), await network.add('lower')]
  await network.connect(
    { at: camera, name: 'eth0', addresses: ['10.15.1.10/24'] },
    { at: upper, name: 'studio', addresses: ['10.15.1.1/24'] },
  )
  await network.connect(
    { at: upper, name: 'middle', addresses: ['10.15.2.1/24'] },
    { at: lower, name: 'middle', addresses: ['10.15.2.2/24'] },
  )
  await network.connect(
    { at: lower, name: 'hall', addresses: ['10.15.3.1/24'] },
    { at: screen, name: 'eth0', addresses: ['10.15.3.10/24'] },
  )
  await camera.ip('route add default via 10.15.1.1')
  await screen.ip('route add default via 10.15.3.1')
  await lower.ip('route add default via 10.15.2.1')
  return { camera, screen, upper, lower }
}

const stopped = (receiver: Receiver): Promise<unknown> =>
  until(
    'the stream has stopped',
    () => receiver.count(),
    ({ received }) => received === 0,
    { every: 300 },
  )

scenario(
  'below this router igmpproxy is a member for its hosts: the stream flows while there are any',
  ['igmpproxy'],
  async (network) => {
    const { camera, screen, upper, lower } = await chain(network)
    await Waymark.start(network, upper, {
      igmp: { interfaces: { studio: {}, middle: {} } },
      multicast: { forward: ['studio', 'middle'] },
    })
    const configuration = join(network.directory, 'igmpproxy.conf')
    writeFileSync(
      configuration,
      `quickleave
phyint middle upstream ratelimit 0 threshold 1
  altnet 10.15.1.0/24
phyint hall downstream ratelimit 0 threshold 1
phyint lo disabled
`,
    )
    const proxy = lower.start('igmpproxy', ['igmpproxy', '-d', '-v', configuration])
    await proxy.said(/joinMcGroup|RECV|About to call timeout|adding VIF/)
    await Sender.start(camera, { address: GROUP, port: PORT, rate: 200 })
    const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.15.3.10' })
    await receiver.join()
    receiver.leave()
    await stopped(receiver)
  },
)

scenario(
  'above this router smcroute forwards by its static routes, and its own memberships are hosts’ to us',
  ['smcroute'],
  async (network) => {
    const { camera, screen, upper, lower } = await chain(network)
    const configuration = join(network.directory, 'smcroute.conf')
    writeFileSync(
      configuration,
      `phyint studio enable
phyint middle enable
mroute from studio group ${GROUP} to middle
mgroup from middle group 239.15.0.2
`,
    )
    const own = ['-P', `${network.directory}/smcroute.pid`, '-u', `${network.directory}/smcroute.sock`]
    upper.start('smcroute', ['smcrouted', '-n', '-N', '-f', configuration, ...own])
    const router = await Waymark.start(network, lower, {
      igmp: { interfaces: { middle: {}, hall: {} } },
      multicast: { forward: ['middle', 'hall'], interfaces: { middle: { 'reverse-path': 'routes' } } },
    })
    await Sender.start(camera, { address: GROUP, port: PORT, rate: 200 })
    const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.15.3.10' })
    await receiver.join()
    await until(
      'the router knows the member that smcroute is',
      async () => (await router.ask('/igmp/groups')).groups,
      (groups) => groups.some((each) => each.group === '239.15.0.2' && each.lastReporter === '10.15.2.1'),
    )
    receiver.leave()
    await stopped(receiver)
  },
)
