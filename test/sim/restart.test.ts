import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seconds } from '../../protocols/base/duration.js'
import { seededRandom } from '../../protocols/base/random.js'
import { SimNetwork } from './network.js'
import { oracleOf } from './oracle.js'
import { randomTopology } from './topology.js'

const NETWORKS = 10

describe('a router that was killed and started again', () => {
  it('says that it has converged when its routes are complete, so that sweeping old ones stops no traffic', () => {
    for (let seed = 1; seed <= NETWORKS; seed++) {
      const network = new SimNetwork(randomTopology(seededRandom(seed), 2 + (seed % 7)), seed)
      network.start()
      network.converge(seconds(240))
      for (const plan of network.topology.routers) {
        const router = network.router(plan)
        network.kill(plan)
        network.run(seconds(1 + 2 * (seed % 3)))
        network.startRouter(plan)
        assert.ok(network.world.runUntil(() => router.converged, seconds(110)))
        const table = router.kernel.table()
        for (const [prefix, ways] of oracleOf(network.topology).routes(plan))
          assert.ok(
            ways.includes(table.get(prefix) ?? ''),
            `seed ${seed}, ${plan.name}: ${prefix} is ${table.get(prefix)}`,
          )
        network.run(seconds(120))
      }
    }
  })
})
