import assert from 'node:assert/strict'
import { until } from '../../lab/until.js'
import type { Waymark } from '../../lab/waymark.js'
import { untilFullWith } from './cables.js'
import {
  type Crossing,
  crossingOverVirtualLink,
  restartGracefully,
  startGraceful,
  startGracefulBird,
  startGracefulFrr,
  streams,
  untilOver,
  untilSettled,
} from './graceful-restart.js'
import { startPeer, startWaymark } from './pair.js'
import type { RunningRouter } from './peers.js'
import { scenario, together } from './scenario.js'

/** On the LAN and over the virtual link. */
const ADJACENCIES = 2

async function untilAllFull(...routers: readonly RunningRouter[]): Promise<void> {
  await Promise.all(routers.map((each) => untilFullWith(each, ADJACENCIES)))
}

/** Away for longer than the dead intervals, under traffic: no packet is lost. */
async function restarts(plan: Crossing, restarting: Waymark, helping: RunningRouter): Promise<void> {
  await untilAllFull(restarting, helping)
  const traffic = await streams(plan)
  await untilSettled(restarting)
  await restartGracefully(restarting, 5_000)
  await untilOver(restarting)
  await untilAllFull(restarting, helping)
  await traffic.end()
}

together('graceful restart over a virtual link', () => {
  // FRR 8.4 looks for the address in the Grace-LSA among neighbors that it keeps by Router ID on a virtual link.
  scenario(
    'FRR helps where the address is the Router ID: Waymark’s restart loses no packet',
    ['frr'],
    async (network) => {
      const plan = await crossingOverVirtualLink(network, '10.1.12.1')
      const [restarting, helping] = await Promise.all([
        startGraceful(network, plan.restarting),
        startGracefulFrr(network, plan.helping, 'helper enable'),
      ])
      await restarts(plan, restarting, helping)
    },
  )

  // Where it is another, FRR discards the Grace-LSA unacknowledged: on the LAN it helps, and the virtual link is held by coming
  // back within RouterDeadInterval only.
  scenario('FRR does not help where it is another, and has Waymark back all the same', ['frr'], async (network) => {
    const plan = await crossingOverVirtualLink(network)
    const [restarting, helping] = await Promise.all([
      startGraceful(network, plan.restarting),
      startGracefulFrr(network, plan.helping, 'helper enable'),
    ])
    await untilAllFull(restarting, helping)
    await untilSettled(restarting)
    const said = await restarting.command('restart', '--graceful')
    assert.equal(said.trim(), 'restarting; on 1 interface not every neighbor acknowledged it')
    await restarting.stop()
    await restarting.restart()
    await untilAllFull(restarting, helping)
  })

  scenario('BIRD helps: a graceful restart of Waymark loses no packet', ['bird'], async (network) => {
    const plan = await crossingOverVirtualLink(network)
    const [restarting, helping] = await Promise.all([
      startGraceful(network, plan.restarting),
      startPeer(network, plan.helping, 'bird'),
    ])
    await restarts(plan, restarting, helping)
  })

  scenario('Waymark helps: a graceful restart of Waymark loses no packet', [], async (network) => {
    const plan = await crossingOverVirtualLink(network)
    const [restarting, helping] = await Promise.all([
      startGraceful(network, plan.restarting),
      startWaymark(network, plan.helping),
    ])
    await restarts(plan, restarting, helping)
  })

  // FRR 8.4 calculates no route while it restarts, so that its virtual link is not back before its grace period is over (RFC
  // 3623 §2 (2)).
  scenario('Waymark helps FRR: no packet is lost in its grace period', ['frr'], async (network) => {
    const plan = await crossingOverVirtualLink(network)
    const [restarting, helping] = await Promise.all([
      startGracefulFrr(network, plan.restarting, 'grace-period 20'),
      startWaymark(network, plan.helping),
    ])
    await untilAllFull(restarting, helping)
    const traffic = await streams(plan)
    await untilSettled(helping)
    await restarting.vtysh('graceful-restart prepare ip ospf')
    await restarting.crash(1_000)
    await helping.program.said(
      /OSPF adjacency down: .* on vlink\S+, Full -> Down: no Hello for 4 s; it restarts gracefully/,
    )
    await traffic.end()
    await untilAllFull(restarting, helping)
  })

  scenario('Waymark helps BIRD: no packet is lost while it is away', ['bird'], async (network) => {
    const plan = await crossingOverVirtualLink(network)
    const [restarting, helping] = await Promise.all([
      startGracefulBird(network, plan.restarting),
      startWaymark(network, plan.helping),
    ])
    await untilAllFull(restarting, helping)
    const traffic = await streams(plan)
    await untilSettled(helping)
    await restarting.endGracefully()
    await until(
      'both adjacencies would be dead by now',
      () => helping.program.log.match(/Full -> Down: no Hello for 4 s; it restarts gracefully/g),
      (lines) => lines?.length === ADJACENCIES,
    )
    await traffic.end()
    await restarting.recover()
    await untilAllFull(restarting, helping)
  })
})
