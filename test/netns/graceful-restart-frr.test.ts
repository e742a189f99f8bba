import assert from 'node:assert/strict'
import { kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'
import { crossing, restartsTwice, startGracefulFrr, streams, untilSettled } from './graceful-restart.js'
import { pair, startWaymark, untilFull, untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

together('graceful restart with FRR', () => {
  scenario('FRR helps: a crash and a graceful restart of Waymark lose no packet', ['frr'], (network) =>
    restartsTwice(network, (helping) => startGracefulFrr(network, helping, 'helper enable')),
  )

  scenario('a graceful restart of FRR beside Waymark loses no packet', ['frr'], async (network) => {
    const plan = await crossing(network)
    const [restarting, helping] = await Promise.all([
      startGracefulFrr(network, plan.restarting, 'grace-period 60'),
      startWaymark(network, plan.helping),
    ])
    await Promise.all([untilFull(restarting), untilFull(helping)])
    const traffic = await streams(plan)
    await untilSettled(helping)
    await restarting.vtysh('graceful-restart prepare ip ospf')
    await restarting.crash(1_000)
    await until(
      'the help is over',
      () => helping.program.log,
      (log) => /the graceful restart of 192\.0\.2\.1 .* is over: it flushed its Grace-LSA; it is Full/.test(log),
      { within: 30_000 },
    )
    await untilFull(restarting)
    await traffic.end()
  })

  for (const routers of [['192.0.2.1'], ['192.0.2.77']]) {
    const isHelped = routers[0] === '192.0.2.1'
    const what = `FRR, which says that its software restarts, is ${isHelped ? '' : 'not '}helped by a policy of planned-only and routers ${routers}`
    scenario(what, ['frr'], async (network) => {
      const [theirs, ours] = await pair(network)
      const [restarting, helping] = await Promise.all([
        startGracefulFrr(network, theirs, 'grace-period 60'),
        startWaymark(network, ours, { 'graceful-restart': { helper: { 'planned-only': true, routers } } }),
      ])
      await Promise.all([untilFull(restarting), untilFull(helping)])
      await untilSettled(helping)
      await restarting.vtysh('graceful-restart prepare ip ospf')
      await helping.program.said(isHelped ? /192\.0\.2\.1 .* helped for/ : /it is none of the routers that are helped/)
    })
  }

  for (const strict of [true, false]) {
    const what = `a topology that changes ends the help for FRR with strict-lsa-checking: ${strict}`
    scenario(strict ? what : what.replace('ends', 'does not end'), ['frr'], async (network) => {
      const [theirs, ours] = await pair(network)
      const [restarting, helping] = await Promise.all([
        startGracefulFrr(network, theirs, 'grace-period 60'),
        startWaymark(network, ours, { 'graceful-restart': { helper: { 'strict-lsa-checking': strict } } }),
      ])
      await Promise.all([untilFull(restarting), untilFull(helping)])
      await untilRoute(ours.at, '10.255.0.1/32', ['10.1.12.1 ptp0'])
      await untilSettled(helping)
      await restarting.vtysh('graceful-restart prepare ip ospf')
      // Longer than the dead interval.
      const back = restarting.crash(8_000)
      await helping.program.said(/192\.0\.2\.1 .* restarts gracefully .* helped for/)
      await ours.at.ip('address add 10.9.9.1/32 dev lo')
      if (strict) {
        await helping.program.said(/the graceful restart of 192\.0\.2\.1 .* is over: the topology changed/)
        await untilRoute(ours.at, '10.255.0.1/32', undefined)
      } else {
        await helping.program.said(/Full -> Down: no Hello for 4 s; it restarts gracefully/)
        assert.ok((await kernelRoutes(ours.at)).has('10.255.0.1/32'))
      }
      await back
      await Promise.all([untilFull(restarting), untilFull(helping)])
      await untilRoute(ours.at, '10.255.0.1/32', ['10.1.12.1 ptp0'])
      await untilRoute(theirs.at, '10.9.9.1/32', ['10.1.12.2 ptp0'])
    })
  }
})
