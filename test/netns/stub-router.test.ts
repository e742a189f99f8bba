import assert from 'node:assert/strict'
import type { Network } from '../../lab/network.js'
import { waymarkOspf } from '../../lab/plan.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'
import { untilRoute } from './pair.js'
import { startRouter } from './peers.js'
import type { Routers } from './reference.js'
import { scenario, together } from './scenario.js'
import { backboneRouters, type Programs, planOf, programs, type Topology, wire } from './topology.js'

/**
 * ```
 *        ┌── r2 ──┐  10, 10
 *   r1 ──┤        ├── r3
 *        └── r4 ──┘  20, 20
 * ```
 */
const topology: Topology = {
  areas: [],
  routers: backboneRouters(4),
  lans: {},
  cables: [
    { between: ['r1', 'r2'], area: 0, net: '10.1.12' },
    { between: ['r2', 'r3'], area: 0, net: '10.1.23' },
    { between: ['r1', 'r4'], area: 0, net: '10.1.14', cost: 20 },
    { between: ['r3', 'r4'], area: 0, net: '10.1.34', cost: 20 },
  ],
}

/** Builds the diamond and starts all but r2. */
async function diamond(network: Network, letters: string): Promise<Routers> {
  const at = await wire(network, topology)
  const runs: Programs = programs(letters)
  const others = ['r1', 'r3', 'r4'].map((name) => startRouter(network, at[name]!, planOf(topology, name), runs[name]!))
  await Promise.all(others)
  return at
}

/** What is not for r2 itself goes around it, or does not; what is for it still reaches it. */
async function around(at: Routers): Promise<void> {
  await untilRoute(at.r1!, '10.255.0.3/32', ['10.1.14.2 r1r4'], 30_000)
  await untilRoute(at.r3!, '10.255.0.1/32', ['10.1.34.2 r3r4'], 30_000)
}

async function through(at: Routers): Promise<void> {
  await untilRoute(at.r1!, '10.255.0.3/32', ['10.1.12.2 r1r2'], 30_000)
  await untilRoute(at.r3!, '10.255.0.1/32', ['10.1.23.1 r3r2'], 30_000)
}

together('stub routers (RFC 6987)', () => {
  scenario(
    'FRR and BIRD go around Waymark after its start, at a word, always, and before its end',
    ['frr', 'bird'],
    async (network) => {
      const at = await diamond(network, 'f-bw')
      const configuration = (stubRouter: object) => waymarkOspf(planOf(topology, 'r2'), { 'stub-router': stubRouter })
      const r2 = await Waymark.start(network, at.r2!, configuration({ 'on-startup': '1 h', 'on-shutdown': '20 s' }))
      await untilRoute(at.r1!, '10.255.0.2/32', ['10.1.12.2 r1r2'], 30_000)
      await around(at)
      await untilRoute(at.r2!, '10.255.0.3/32', ['10.1.23.2 r2r3'])
      await r2.command('stub-router', 'leave')
      await through(at)
      await r2.command('stub-router', 'enter')
      await around(at)
      await r2.command('stub-router', 'leave')
      await through(at)
      r2.configure(configuration({ always: true, 'on-shutdown': '20 s' }))
      r2.reload()
      await around(at)
      r2.configure(configuration({ 'on-shutdown': '20 s' }))
      r2.reload()
      await through(at)
      r2.program.child.kill('SIGTERM')
      await around(at)
      assert.ok(r2.program.running, 'the others went around it before it ended')
    },
  )

  scenario('Waymark goes around FRR', ['frr'], async (network) => {
    const at = await diamond(network, 'w-ww')
    const config = `${frrOspf(planOf(topology, 'r2'))} max-metric router-lsa administrative\n`
    const r2 = await Frr.start(network, at.r2!, ['ospfd'], config)
    await untilRoute(at.r1!, '10.255.0.2/32', ['10.1.12.2 r1r2'], 30_000)
    await around(at)
    await r2.vtysh('configure', 'router ospf', 'no max-metric router-lsa administrative')
    await through(at)
  })

  scenario('Waymark goes around BIRD', ['bird'], async (network) => {
    const at = await diamond(network, 'w-ww')
    await Bird.start(network, at.r2!, birdOspf(planOf(topology, 'r2')).replace('tick 1;', 'tick 1; stub router yes;'))
    await untilRoute(at.r1!, '10.255.0.2/32', ['10.1.12.2 r1r2'], 30_000)
    await around(at)
  })
})
