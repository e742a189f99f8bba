import type { Network } from '../../lab/network.js'
import { waymarkOspf } from '../../lab/plan.js'
import { until } from '../../lab/until.js'
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

/** Builds it and starts all but r2; of the others r1, where that is Waymark. */
async function withoutBackbone(
  network: Network,
  letters: string,
): Promise<{ readonly at: Routers; readonly r1: Waymark | undefined }> {
  const at = await wire(network, topology)
  await cut(at, ['r2', 'r4'])
  const runs = programs(letters)
  const others = ['r1', 'r3', 'r4'].map((name) => {
    const plan = planOf(topology, name)
    if (runs[name] !== 'waymark') return startRouter(network, at[name]!, plan, runs[name]!)
    return Waymark.start(network, at[name]!, { kernel: { 'inter-area-metric': 30 }, ...waymarkOspf(plan) })
  })
  const [r1] = await Promise.all<unknown>(others)
  return { at, r1: r1 instanceof Waymark ? r1 : undefined }
}

/** r1 holds a router-LSA of r2 with or without bit B, and so many summary-LSAs of it: the other area's cable and loopback. */
async function saysOfItself(
  r1: Waymark,
  wanted: { readonly border: boolean; readonly summaries: number },
): Promise<void> {
  await until(
    `r1 holds of r2 ${JSON.stringify(wanted)}`,
    async () => {
      const { lsas } = await r1.ask('/ospf/database')
      const ofR2 = lsas.filter(({ advertisingRouter, age }) => advertisingRouter === '192.0.2.2' && age < 3600)
      const router = ofR2.find(({ type }) => type === 'router')
      return {
        border: (router?.body.bits as readonly string[] | undefined)?.includes('B'),
        summaries: ofR2.filter(({ type }) => type.startsWith('summary')).length,
      }
    },
    ({ border, summaries }) => border === wanted.border && summaries === wanted.summaries,
  )
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
      const { at } = await withoutBackbone(network, 'b-fw')
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
    const { at, r1 } = await withoutBackbone(network, 'w-ww')
    const frr = await Frr.start(network, at.r2!, ['ospfd'], frrOspf(planOf(topology, 'r2')))
    // That it does not tell says something only when there is something to be told
    await untilRoute(at.r2!, '10.255.0.1/32', ['10.1.12.1 r2r1'])
    await untilRoute(at.r2!, '10.255.0.3/32', ['10.1.23.2 r2r3'])
    await saysOfItself(r1!, { border: false, summaries: 0 })
    await tells(at, false)
    await frr.vtysh('configure', 'router ospf', 'ospf abr-type standard')
    await tells(at, true)
    await saysOfItself(r1!, { border: true, summaries: 2 })
    await untilMetric(at.r1!, '10.255.0.2/32', 20)
    await untilMetric(at.r1!, '10.255.0.3/32', 30)
    await frr.vtysh('configure', 'router ospf', 'ospf abr-type cisco')
    await tells(at, false)
    await saysOfItself(r1!, { border: false, summaries: 0 })
    await connectBackbone(at)
  })

  scenario('BIRD without its backbone, which is RFC 2328’s, between two of us', ['bird'], async (network) => {
    const { at } = await withoutBackbone(network, 'w-ww')
    await Bird.start(network, at.r2!, birdOspf(planOf(topology, 'r2')))
    await tells(at, true)
    await connectBackbone(at)
  })
})
