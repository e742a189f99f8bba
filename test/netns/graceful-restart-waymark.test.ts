import assert from 'node:assert/strict'
import { waymarkOspf } from '../../lab/plan.js'
import { Waymark } from '../../lab/waymark.js'
import { crossing, restartGracefully, startGraceful, streams, untilOver } from './graceful-restart.js'
import { untilFull } from './pair.js'
import { scenario } from './scenario.js'

scenario('a graceful restart and a crash of Waymark beside Waymark lose no packet', [], async (network) => {
  const plan = await crossing(network, { type: 'broadcast' })
  const restarting = await startGraceful(network, plan.restarting)
  const helping = await Waymark.start(network, plan.helping.at, waymarkOspf(plan.helping.plan))
  await Promise.all([untilFull(restarting), untilFull(helping)])
  const traffic = await streams(plan)
  await restartGracefully(restarting, 5_000)
  await untilOver(restarting)
  await untilFull(helping)
  await restarting.kill()
  await restarting.restart()
  await untilOver(restarting)
  await untilFull(helping)
  await traffic.end()
  assert.doesNotMatch(helping.program.log, /topology changed/)
})
