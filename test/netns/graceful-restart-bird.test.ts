import assert from 'node:assert/strict'
import { until } from '../../lab/until.js'
import { crossing, restartsTwice, startGracefulBird, streams, untilSettled } from './graceful-restart.js'
import { startPeer, startWaymark, untilFull, untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

together('graceful restart with BIRD', () => {
  scenario('BIRD helps: a crash and a graceful restart of Waymark lose no packet', ['bird'], (network) =>
    restartsTwice(network, (helping) => startPeer(network, helping, 'bird')),
  )

  // BIRD 2.0.12 flushes its router-LSA when it is back, and originates it anew more than a second later: its routes are gone
  // for so long, beside any helper. Until then nothing is lost.
  scenario('Waymark helps BIRD: no packet is lost while it is away', ['bird'], async (network) => {
    const plan = await crossing(network)
    const [restarting, helping] = await Promise.all([
      startGracefulBird(network, plan.restarting),
      startWaymark(network, plan.helping),
    ])
    await Promise.all([untilFull(restarting), untilFull(helping)])
    const traffic = await streams(plan)
    await untilSettled(helping)
    await restarting.endGracefully()
    await until(
      'it would be dead by now',
      () => helping.program.log,
      (log) => /Full -> Down: no Hello for 4 s; it restarts gracefully/.test(log),
    )
    const { neighbors } = await helping.ask('/ospf/neighbors')
    assert.match(neighbors[0]!.whyNotFull!, /^restarting, \d+ s of grace left$/)
    await traffic.end()
    await restarting.recover()
    await until(
      'the help is over',
      () => helping.program.log,
      (log) => /the graceful restart of 192\.0\.2\.1 .* is over: it flushed its Grace-LSA; it is Full/.test(log),
      { within: 30_000 },
    )
    await untilFull(restarting)
    await untilRoute(plan.helping.at, '10.3.0.0/24', ['10.1.12.1 ptp0'])
  })
})
