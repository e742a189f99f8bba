import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RouteTableSettings, UnicastRoutes } from '../../../daemon/ports/unicast-routes.js'
import { RouteKeepers } from '../../../daemon/runtime/route-keepers.js'
import { changeOf, RouteShare } from '../../../daemon/runtime/route-share.js'
import { formatPrefix, type Prefix, prefix, prefixKey } from '../../../protocols/base/prefix.js'
import type { PathType, Route } from '../../../protocols/engine/route.js'

const NAMES = ['default', 'blue', 'red'] as const
const TABLES = [100, 254]
const PREFIXES = ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'].map((text) => prefix(text))
const PATH_TYPES: readonly PathType[] = ['intra-area', 'inter-area', 'external-1', 'external-2']
const EQUAL = { intraArea: 110, interArea: 110, external: 110, external1: undefined, external2: undefined }
const EXTERNALS_FIRST = { ...EQUAL, external: 90, external1: 80 }
const FIRST: Record<PathType, number> = { 'intra-area': 110, 'inter-area': 110, 'external-1': 80, 'external-2': 90 }

const settings = (table: number, metric = 20): RouteTableSettings => ({ table, metrics: metrics(metric) })
const metrics = (metric: number): Record<PathType, number> => {
  return { 'intra-area': metric, 'inter-area': metric, 'external-1': metric, 'external-2': metric }
}
const routeTo = (to: Prefix, from: string, pathType: PathType): Route => {
  return { prefix: to, nextHops: [{ interface: NAMES.indexOf(from as 'blue') + 1, onlink: false }], pathType }
}

/** Kernel tables in which what was put last is, whichever port did it; opening and withdrawing take a while. */
class FakeKernel {
  readonly tables = new Map<number, Map<number, Route>>()
  readonly open = new Map<number, number>()
  readonly log: string[] = []

  async openRoutes({ table, metrics }: RouteTableSettings): Promise<UnicastRoutes> {
    await new Promise(setImmediate)
    const opened = (this.open.get(table) ?? 0) + 1
    assert.equal(opened, 1, `table ${table} is kept by one at a time`)
    this.open.set(table, opened)
    this.log.push(`open ${table} metric ${metrics['intra-area']}`)
    const kernel = this.tables.get(table) ?? new Map<number, Route>()
    this.tables.set(table, kernel)
    const wanted = new Map<number, Route>()
    return {
      apply: (changes) => {
        for (const { prefix: to, route } of changes) {
          if (route === undefined) wanted.delete(prefixKey(to))
          else wanted.set(prefixKey(to), route)
          if (route === undefined) kernel.delete(prefixKey(to))
          else kernel.set(prefixKey(to), route)
        }
      },
      converged: () => {
        this.log.push(`converged ${table}`)
        for (const key of kernel.keys()) if (!wanted.has(key)) kernel.delete(key)
      },
      settled: () => new Promise(setImmediate),
      withdrawAll: async () => {
        await new Promise(setImmediate)
        wanted.clear()
        kernel.clear()
      },
      close: async () => void this.open.set(table, 0),
      wanted: () => wanted.values(),
      wantedCount: () => wanted.size,
      installed: () => kernel.values(),
      installedCount: () => kernel.size,
      troubles: () => [],
      counters: {} as UnicastRoutes['counters'],
    }
  }

  shown(table: number): string[] {
    const routes = [...(this.tables.get(table)?.values() ?? [])]
    return routes.map((route) => `${formatPrefix(route.prefix)} of ${NAMES[route.nextHops[0]!.interface - 1]}`).sort()
  }
}

function keepersOf(kernel: FakeKernel, former: readonly number[] = []) {
  const remembered: (readonly number[])[] = []
  const memory = { read: () => former, write: (tables: readonly number[]) => void remembered.push(tables) }
  return { keepers: new RouteKeepers((wanted) => kernel.openRoutes(wanted), memory), remembered }
}

/** Until nothing that was begun goes on. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 30; i++) await new Promise(setImmediate)
}

type Step =
  | { readonly do: 'apply'; readonly name: string; readonly prefix: Prefix; readonly pathType: PathType | undefined }
  | { readonly do: 'use'; readonly name: string; readonly table: number; readonly metric: number }
  | { readonly do: 'release'; readonly name: string }
  | { readonly do: 'distance'; readonly name: string; readonly externalsFirst: boolean }
  | { readonly do: 'wait' }

const name = fc.constantFrom(...NAMES)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('apply' as const),
      name,
      prefix: fc.constantFrom(...PREFIXES),
      pathType: fc.constantFrom(undefined, ...PATH_TYPES),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('use' as const),
      name,
      table: fc.constantFrom(...TABLES),
      metric: fc.constantFrom(20, 20, 30),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('distance' as const), name, externalsFirst: fc.boolean() }) },
  { weight: 3, arbitrary: fc.constant({ do: 'wait' as const }) },
)

describe('the routes of several instances', () => {
  it('are in their tables as their distances say, in whatever order instances come, move, change and go', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const kernel = new FakeKernel()
        const { keepers } = keepersOf(kernel)
        const shares = new Map(NAMES.map((each) => [each as string, new RouteShare(each, EQUAL)]))
        // What was there when a table was opened anew stays until then.
        for (const share of shares.values()) share.converged()
        const model = new Map(
          NAMES.map((each) => [each as string, { table: 0, first: false, routes: new Map<number, Route>() }]),
        )
        for (const each of steps) {
          if (each.do === 'wait') {
            await new Promise(setImmediate)
            continue
          }
          const [share, own] = [shares.get(each.name)!, model.get(each.name)!]
          if (each.do === 'apply') {
            const route = each.pathType && routeTo(each.prefix, each.name, each.pathType)
            if (route === undefined) own.routes.delete(prefixKey(each.prefix))
            else own.routes.set(prefixKey(each.prefix), route)
            share.apply([changeOf(each.prefix, route)])
          } else if (each.do === 'use') {
            own.table = each.table
            void keepers.use(share, settings(each.table, each.metric))
          } else if (each.do === 'release') {
            own.table = 0
            void keepers.release(share)
          } else {
            own.first = each.externalsFirst
            share.distances = each.externalsFirst ? EXTERNALS_FIRST : EQUAL
          }
        }
        await quiet()
        for (const table of TABLES) {
          const expected = PREFIXES.flatMap((to) => {
            const having = NAMES.flatMap((each) => {
              const { table: its, first, routes } = model.get(each)!
              const route = its === table ? routes.get(prefixKey(to)) : undefined
              return route === undefined ? [] : [{ each, distance: first ? FIRST[route.pathType!] : 110 }]
            })
            // "default", then "blue" before "red": their order here.
            const best = having.sort((a, b) => a.distance - b.distance)[0]
            return best === undefined ? [] : [`${formatPrefix(to)} of ${best.each}`]
          })
          assert.deepEqual(kernel.shown(table), expected.sort(), `table ${table}`)
          if (expected.length > 0) assert.equal(keepers.all.get(table)?.wanted, expected.length)
        }
        for (const [each, { routes }] of model) assert.equal(shares.get(each)!.size, routes.size, each)
      }),
      { numRuns: 1000 },
    )
  })

  it('that are in one table may be swept there when every instance knows what it wants', async () => {
    const kernel = new FakeKernel()
    const { keepers } = keepersOf(kernel)
    const [a, b] = [new RouteShare('default', EQUAL), new RouteShare('blue', EQUAL)]
    await Promise.all([keepers.use(a, settings(100)), keepers.use(b, settings(100))])
    a.converged()
    assert.deepEqual(kernel.log, ['open 100 metric 20'])
    await keepers.release(b)
    assert.deepEqual(kernel.log, ['open 100 metric 20', 'converged 100'], 'who is gone is not waited for')
  })

  it('of former lives are swept from tables that nobody has now, which are forgotten only then', async () => {
    const kernel = new FakeKernel()
    for (const table of [7, 100]) {
      kernel.tables.set(table, new Map([[prefixKey(PREFIXES[0]!), routeTo(PREFIXES[0]!, 'red', 'external-2')]]))
    }
    const { keepers, remembered } = keepersOf(kernel, [7, 100])
    await keepers.use(new RouteShare('default', EQUAL), settings(100))
    assert.deepEqual(remembered.at(-1), [100, 7])
    await keepers.sweep(settings(254))
    assert.deepEqual(
      [kernel.shown(7), kernel.shown(100)],
      [[], ['10.1.0.0/16 of red']],
      'adopted, where it may be wanted',
    )
    assert.deepEqual(remembered.at(-1), [100])
  })

  it('are all gone when everything is withdrawn', async () => {
    const kernel = new FakeKernel()
    const { keepers } = keepersOf(kernel)
    for (const [each, table] of [
      ['default', 254],
      ['blue', 100],
    ] as const) {
      const share = new RouteShare(each, EQUAL)
      share.apply([changeOf(PREFIXES[0]!, routeTo(PREFIXES[0]!, each, 'intra-area'))])
      await keepers.use(share, settings(table))
    }
    assert.deepEqual([keepers.wanted, keepers.installed], [2, 2])
    await keepers.withdrawAll()
    assert.deepEqual([kernel.shown(100), kernel.shown(254)], [[], []])
  })
})
