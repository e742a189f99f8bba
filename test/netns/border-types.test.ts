import type { Network } from '../../lab/network.js'
import { waymarkOspf } from '../../lab/plan.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'
import { untilMetric, untilRoute } from './pair.js'
import { startRouter } from './peers.js'
import type { Routers } from './reference.js'
import { scenario, together } from './scenario.js'
import { cut, planOf, programs, type Topology, wire } from './topology.js'

/** r1 in area 1 and r3 in area 2; r2 between them, whose link to the backbone, r4, is down. */
const topology: Topology = {
  areas: [],
  routers: {
    r1: { loopback: ['10.255.0.1', 1] },
    r2: { loopback: ['10.255.0.2', 1] },
    r3: { loopback: ['10.255.0.3', 2] },
    r4: { loopback: ['10.255.0.4', 0] },
  },
  lans: {},
  cables: [
    { between: ['r1', 'r2'], area: 1, net: '10.1.12' },
    { between: ['r2', 'r3'], area: 2, net: '10.1.23' },
    { between: ['r2', 'r4'], area: 0, net: '10.1.24' },
  ],
}

/** Builds it and starts all but r2. */
async function withoutBackbone(network: Network, letters: string): Promise<Routers> {
  const at = await wire(network, topology)
  await cut(at, ['r2', 'r4'])
  const runs = programs(letters)
  const others = ['r1', 'r3', 'r4'].map((name) => {
    const plan = planOf(topology, name)
    if (runs[name] !== 'waymark') return startRouter(network, at[name]!, plan, runs[name]!)
    return Waymark.start(network, at[name]!, { kernel: { 'inter-area-metric': 30 }, ...waymarkOspf(plan) })
  })
  await Promise.all<unknown>(others)
  return at
}

/** r2 is a border router, and tells each area of the other; or it does not. */
async function tells(at: Routers, does: boolean): Promise<void> {
  await untilRoute(at.r1!, '10.255.0.2/32', ['10.1.12.2 r1r2'], 30_000)
  await untilRoute(at.r1!, '10.255.0.3/32', does ? ['10.1.12.2 r1r2'] : undefined, 30_000)
  await untilRoute(at.r3!, '10.255.0.1/32', does ? ['10.1.23.1 r3r2'] : undefined, 30_000)
}

async function connectBackbone(at: Routers): Promise<void> {
  await Promise.all([at.r2!.ip('link set r2r4 up'), at.r4!.ip('link set r4r2 up')])
  await tells(at, true)
  await untilRoute(at.r4!, '10.255.0.3/32', ['10.1.24.1 r4r2'], 30_000)
}

together('types of area border routers (RFC 3509)', () => {
  scenario(
    'Waymark without its backbone: `standard` and `ibm` tell BIRD and FRR of the other area, `cisco` does not',
    ['frr', 'bird'],
    async (network) => {
      const at = await withoutBackbone(network, 'b-fw')
      const configuration = (type: string) => waymarkOspf(planOf(topology, 'r2'), { 'abr-type': type })
      const r2 = await Waymark.start(network, at.r2!, configuration('standard'))
      const becomes = (type: string): void => {
        r2.configure(configuration(type))
        r2.reload()
      }
      await tells(at, true)
      becomes('cisco')
      await tells(at, false)
      becomes('ibm')
      await tells(at, true)
      becomes('cisco')
      await tells(at, false)
      await connectBackbone(at)
    },
  )

  scenario('FRR without its backbone, `cisco` and `standard`, between two of us', ['frr'], async (network) => {
    const at = await withoutBackbone(network, 'w-ww')
    const frr = await Frr.start(network, at.r2!, ['ospfd'], frrOspf(planOf(topology, 'r2')))
    await tells(at, false)
    await frr.vtysh('configure', 'router ospf', 'ospf abr-type standard')
    await tells(at, true)
    await untilMetric(at.r1!, '10.255.0.2/32', 20)
    await untilMetric(at.r1!, '10.255.0.3/32', 30)
    await connectBackbone(at)
  })

  scenario('BIRD without its backbone, which is RFC 2328’s, between two of us', ['bird'], async (network) => {
    const at = await withoutBackbone(network, 'w-ww')
    await Bird.start(network, at.r2!, birdOspf(planOf(topology, 'r2')))
    await tells(at, true)
    await connectBackbone(at)
  })
})
