import { interoperate } from './interop.js'
import { pair, startPeer, startWaymark, untilFull, untilRoute } from './pair.js'
import { scenario } from './scenario.js'

interoperate('frr')

scenario(
  'an unnumbered point-to-point link with frr: both ends borrow their loopback address',
  ['frr'],
  async (network) => {
    const [ours, theirs] = await pair(network, [['10.255.0.1/32'], ['10.255.0.2/32']])
    const [waymark, other] = [await startWaymark(network, ours), await startPeer(network, theirs, 'frr')]
    await Promise.all([untilFull(waymark), untilFull(other)])
    await untilRoute(ours.at, '10.255.0.2/32', ['10.255.0.2 ptp0'])
    await untilRoute(theirs.at, '10.255.0.1/32', ['10.255.0.1 ptp0'])
  },
)
