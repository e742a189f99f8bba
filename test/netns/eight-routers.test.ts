import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { cutLinks, eightRouters, killBorderRouter, type Programs, type RouterName } from './eight-routers.js'
import type { Implementation } from './peers.js'
import { type RoutesOfAll, routesAtRest, untilAsReference } from './reference.js'
import { scenario } from './scenario.js'

/** What the reference run has found, for those that are compared with it. */
class Stage {
  readonly routes: Promise<RoutesOfAll>
  found!: (routes: RoutesOfAll) => void
  missed!: (error: unknown) => void

  constructor() {
    this.routes = new Promise((resolve, reject) => {
      this.found = resolve
      this.missed = reject
    })
    this.routes.catch(() => {})
  }
}

const whole = new Stage()
const cut = new Stage()
const withoutBorder = new Stage()

function programs(text: string): Programs {
  const by: Readonly<Record<string, Implementation>> = { w: 'waymark', f: 'frr', b: 'bird' }
  return Object.fromEntries([...text].map((letter, i) => [`r${i + 1}`, by[letter]!])) as Programs
}

/** By router, r1 to r8: every one of them is every implementation once. */
const mixes: Readonly<Record<string, Programs>> = {
  'of Waymark': programs('wwwwwwww'),
  'one mix': programs('wfbwbfwf'),
  'another mix': programs('fbwfwwbw'),
  'a third mix': programs('bwfbfbfb'),
}

/** The reference as it is with the programs of a mix: where FRR or BIRD deviates, in its routes only. */
function expected(reference: RoutesOfAll, mix: Programs): RoutesOfAll {
  const routes = new Map(reference)
  for (const [route, hops] of reference) {
    const router = route.split(' ')[0] as RouterName
    // BIRD has no discard routes for address ranges.
    if (mix[router] === 'bird' && hops === 'discard') routes.delete(route)
  }
  return routes
}

describe('eight routers in four areas', { concurrency: true }, () => {
  scenario('of FRR: the reference', ['frr'], async (network) => {
    try {
      const at = await eightRouters(network, programs('ffffffff'))
      const seen = await routesAtRest(at, (routes) => routes.has('r5 0.0.0.0/0') && routes.has('r8 10.2.0.0/16'))
      whole.found(seen)
      await cutLinks(at)
      cut.found(await routesAtRest(at))
      const alive = killBorderRouter(at)
      withoutBorder.found(await routesAtRest(alive, (routes) => routes.get('r8 0.0.0.0/0') === '10.13.28.1 r8r2'))
      assert.equal(seen.get('r5 0.0.0.0/0'), '10.11.15.1 r5r1, 10.11.25.1 r5r2')
    } catch (error) {
      for (const stage of [whole, cut, withoutBorder]) stage.missed(error)
      throw error
    }
  })

  for (const [name, mix] of Object.entries(mixes)) {
    scenario(
      `${name} have the routes of all-FRR, after a cut and without a border router too`,
      ['frr', 'bird'],
      async (network) => {
        const at = await eightRouters(network, mix)
        await untilAsReference(at, expected(await whole.routes, mix))
        await cutLinks(at)
        await untilAsReference(at, expected(await cut.routes, mix))
        const alive = killBorderRouter(at)
        await untilAsReference(alive, expected(await withoutBorder.routes, mix))
      },
    )
  }
})
