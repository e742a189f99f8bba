import assert from 'node:assert/strict'
import type { Network } from '../../lab/network.js'
import { waymarkOspf } from '../../lab/plan.js'
import { Waymark } from '../../lab/waymark.js'
import { crossing, restartGracefully, startGraceful, streams, untilOver, untilSettled } from './graceful-restart.js'
import { untilFull } from './pair.js'
import { scenario, together } from './scenario.js'

/** Restarts the one that the streams cross, in some way, beside another one of us on a LAN. */
async function restarts(network: Network, restart: (waymark: Waymark) => Promise<void>): Promise<void> {
  const plan = await crossing(network, { type: 'broadcast' })
  const restarting = await startGraceful(network, plan.restarting)
  const helping = await Waymark.start(network, plan.helping.at, waymarkOspf(plan.helping.plan))
  await Promise.all([untilFull(restarting), untilFull(helping)])
  const traffic = await streams(plan)
  await untilSettled(restarting)
  await restart(restarting)
  await untilOver(restarting)
  await untilFull(helping)
  await traffic.end()
  assert.doesNotMatch(helping.program.log, /topology changed/)
}

together('Waymark beside Waymark', () => {
  // Away for longer than the dead interval.
  scenario('a graceful restart loses no packet', [], (network) =>
    restarts(network, (waymark) => restartGracefully(waymark, 5_000)),
  )

  scenario('a crash loses no packet', [], (network) =>
    restarts(network, async (waymark) => {
      await waymark.kill()
      await waymark.restart()
    }),
  )
})
