import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { calculateRoutes } from '../../../protocols/ospf/routing/calculate.js'
import { routeViews } from '../../../protocols/ospf/routing/view.js'
import { Fixture, type LsaText, networkLsa, routerLsa, summaryLsa } from './fixture.js'

const SIDE = 7
const ROUTERS = SIDE * SIDE

function id(router: number): string {
  return `10.0.1.${router}`
}

/** A grid of routers, each with a /32; the first two are neighbors of ours, the last three are on a LAN too. */
class Grid {
  readonly f = new Fixture('1.1.1.1')
  readonly #metrics = new Map<string, number>()
  readonly #down = new Set<string>()

  constructor() {
    this.f.interface(2, '10.0.2.1/24', { cost: 1, neighbors: [[id(0), '10.0.2.2']] })
    this.f.interface(3, '10.0.3.1/24', { cost: 2, neighbors: [[id(1), '10.0.3.2']] })
    this.f.interface(4, '10.0.4.1/24', { cost: 2, lan: '10.0.4.2', neighbors: [[id(2), '10.0.4.2']] })
    this.tellNetwork([ROUTERS - 3, ROUTERS - 2, ROUTERS - 1])
    this.f.tell(networkLsa('10.0.4.2/24', id(2), ['1.1.1.1', id(2), id(7)]))
    for (let router = 0; router < ROUTERS; router++) this.tell(router)
    for (const abr of [id(6), id(18)]) this.f.tell(summaryLsa('10.9.0.0/16', abr, 5))
    this.calculate()
  }

  tell(router: number): void {
    const links = [`stub ${id(router)}/32 0`]
    const add = (other: number): unknown =>
      this.#down.has(name(router, other)) || links.push(`p2p ${id(other)} 0.0.0.1 ${this.#metric(router, other)}`)
    const x = router % SIDE
    if (x > 0) add(router - 1)
    if (x < SIDE - 1) add(router + 1)
    if (router >= SIDE) add(router - SIDE)
    if (router < ROUTERS - SIDE) add(router + SIDE)
    if (router < 2) links.push('p2p 1.1.1.1 0.0.0.9 10')
    if (router === 2 || router === 7) links.push(`lan 10.0.4.2 10.0.4.${router} 10`)
    if (router >= ROUTERS - 3) links.push(`lan 10.7.0.2 10.7.0.${router} ${this.#metric(router, ROUTERS)}`)
    this.f.tell(routerLsa(id(router), links, router === 6 || router === 18 ? 1 : 0))
  }

  setMetric(router: number, other: number, metric: number): void {
    this.#metrics.set(name(router, other), metric)
    this.tell(router)
  }

  /** One end of a link says that it is there, or not. */
  toggle(router: number, other: number): void {
    const link = name(router, other)
    if (!this.#down.delete(link)) this.#down.add(link)
    this.tell(router)
  }

  tellNetwork(routers: readonly number[], originator = ROUTERS - 1): void {
    this.f.tell(networkLsa('10.7.0.2/24', id(originator), routers.map(id)))
  }

  tellText(text: LsaText): void {
    this.f.tell(text)
  }

  /** Calculates what changed; its kind and how many vertices were looked at. */
  calculate(): { readonly kind: string; readonly vertices: number } {
    calculateRoutes(this.f.memory)
    return this.f.memory.routing.log.at(-1)!
  }

  /** Distances and next hops of all vertices, and the routing table. */
  state(): unknown {
    const { graphs } = this.f.memory.routing
    const trees = [...graphs.values()].map(({ distance, hops, count }) => [
      [...distance.subarray(0, count)],
      [...hops.subarray(0, count)],
    ])
    return [trees, routeViews(this.f.memory)]
  }

  /** What a calculation of everything makes of it. */
  calculateAll(): { readonly kind: string; readonly vertices: number } {
    for (const graph of this.f.memory.routing.graphs.values()) graph.stale = true
    return this.calculate()
  }

  #metric(router: number, other: number): number {
    return this.#metrics.get(name(router, other)) ?? 10
  }
}

function name(router: number, other: number): string {
  return `${router} ${other}`
}

const router = fc.integer({ min: 0, max: ROUTERS - 1 })
const others = [-1, 1, -SIDE, SIDE]
const change: fc.Arbitrary<(grid: Grid) => void> = fc.oneof(
  fc.tuple(router, fc.constantFrom(...others), fc.constantFrom(1, 5, 9, 10, 11, 20, 65_535)).map(
    ([r, way, metric]) =>
      (grid: Grid) =>
        grid.setMetric(r, r + way, metric),
  ),
  fc.tuple(router, fc.constantFrom(...others), fc.boolean()).map(
    ([r, way]) =>
      (grid: Grid) =>
        grid.toggle(r, r + way),
  ),
  fc.tuple(fc.constantFrom(ROUTERS - 3, ROUTERS - 2, ROUTERS - 1), fc.constantFrom(1, 5, 10)).map(
    ([r, metric]) =>
      (grid: Grid) =>
        grid.setMetric(r, ROUTERS, metric),
  ),
  fc
    .subarray([0, 12, ROUTERS - 3, ROUTERS - 2, ROUTERS - 1])
    .map((routers) => (grid: Grid) => grid.tellNetwork(routers)),
)
/** Rare, for then everything is calculated: links that cost nothing, a second network-LSA of one Link State ID. */
const oddity: fc.Arbitrary<(grid: Grid) => void> = fc.oneof(
  fc.tuple(router, fc.constantFrom(...others)).map(
    ([r, way]) =>
      (grid: Grid) =>
        grid.setMetric(r, r + way, 0),
  ),
  fc
    .subarray([ROUTERS - 3, ROUTERS - 2, ROUTERS - 1])
    .map((routers) => (grid: Grid) => grid.tellNetwork(routers, ROUTERS - 2)),
)

function stepsOf(one: fc.Arbitrary<(grid: Grid) => void>) {
  return fc.array(fc.array(one, { minLength: 1, maxLength: 4 }), { maxLength: 12 })
}

/** Makes the changes, several at a time, and compares; how many calculations there were of each kind. */
function compare(one: fc.Arbitrary<(grid: Grid) => void>, numRuns: number): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>()
  fc.assert(
    fc.property(stepsOf(one), (steps) => {
      const grid = new Grid()
      for (const changes of steps) {
        for (const apply of changes) apply(grid)
        const { kind } = grid.calculate()
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
        const kept = grid.state()
        grid.calculateAll()
        assert.deepEqual(kept, grid.state())
      }
    }),
    { numRuns },
  )
  return kinds
}

describe('the shortest-path tree', () => {
  it('is the same whether it was brought up to date after each change or calculated as a whole', () => {
    const kinds = compare(change, 200)
    assert.ok(kinds.get('incremental')! > 10 * (kinds.get('full') ?? 0), JSON.stringify([...kinds]))
  })

  it('is the same where links cost nothing, or several network-LSAs have one Link State ID', () => {
    const kinds = compare(fc.oneof({ weight: 9, arbitrary: change }, oddity), 200)
    assert.ok(kinds.get('full')! > 0 && kinds.get('incremental')! > 0, JSON.stringify([...kinds]))
  })

  it('costs what changed: the far corner of a grid is a few vertices', () => {
    const grid = new Grid()
    grid.setMetric(ROUTERS - 1, ROUTERS - 2, 11)
    const { kind, vertices } = grid.calculate()
    assert.equal(kind, 'incremental')
    assert.ok(vertices <= 5, `${vertices} vertices`)
    for (const neighbor of [SIDE - 2, 2 * SIDE - 1]) grid.setMetric(neighbor, SIDE - 1, 11)
    assert.equal(grid.calculate().vertices, 2, 'another corner, and we ourselves')
    assert.equal(grid.calculateAll().vertices, ROUTERS + 3)
  })

  it('is calculated as a whole where a large part of it changes', () => {
    const grid = new Grid()
    for (const r of [0, 1, 2, 7]) grid.tellText(routerLsa(id(r), []))
    assert.equal(grid.calculate().kind, 'full')
    assert.equal(grid.f.route(`${id(ROUTERS - 1)}/32`), undefined)
    for (const r of [0, 1, 2, 7]) grid.tell(r)
    assert.equal(grid.calculate().kind, 'full')
    assert.notEqual(grid.f.route(`${id(ROUTERS - 1)}/32`), undefined)
  })

  it('is calculated in no time where LSAs name one network and one router again and again', () => {
    const f = new Fixture('1.1.1.1')
    f.interface(4, '10.0.4.1/24', { lan: '10.0.4.2', neighbors: [['10.0.1.2', '10.0.4.2']] })
    f.tell(networkLsa('10.0.4.2/24', '10.0.1.2', ['1.1.1.1', ...Array(600).fill('10.0.1.2')]))
    const before = process.cpuUsage()
    for (const [metric, kind] of [
      [10, 'full'],
      [11, 'incremental'],
    ] as const) {
      const links = Array.from({ length: 600 }, (_, i) => `lan 10.0.4.2 10.0.4.${2 + (i % 250)} ${metric}`)
      f.tell(routerLsa('10.0.1.2', [...links, `stub 10.0.1.2/32 ${metric}`]))
      calculateRoutes(f.memory)
      assert.equal(f.memory.routing.log.at(-1)!.kind, kind)
      assert.equal(f.route('10.0.1.2/32')?.cost, 10 + metric)
    }
    assert.ok(process.cpuUsage(before).user < 500_000, 'half a second')
  })

  it('is calculated in no time where a router names a network of many network-LSAs again and again', () => {
    const f = new Fixture('1.1.1.1')
    f.interface(4, '10.0.4.1/24', { neighbors: [['10.0.1.2', '10.0.4.2']] })
    const links = Array.from({ length: 5000 }, (_, i) => `lan 10.9.0.1 10.9.${i >> 8}.${i & 255} 1`)
    f.tell(routerLsa('10.0.1.2', ['p2p 1.1.1.1 10.0.4.2 1', ...links]))
    const attached = [...Array.from({ length: 3000 }, (_, i) => `10.1.${i >> 8}.${i & 255}`), '10.0.1.2']
    for (let n = 1; n <= 30; n++) f.tell(networkLsa('10.9.0.1/16', `10.2.0.${n}`, attached))
    const before = process.cpuUsage()
    calculateRoutes(f.memory)
    assert.ok(process.cpuUsage(before).user < 500_000, 'half a second')
    assert.equal(f.route('10.9.0.0/16')?.cost, 11)
  })

  it('is calculated as a whole where there is more to look at than that costs', () => {
    const f = new Fixture('1.1.1.1')
    f.interface(4, '10.0.4.1/24', { neighbors: [[id(0), '10.0.4.2']] })
    const all = Array.from({ length: 20 }, (_, n) => n)
    const tell = (metric: number): void => {
      for (const n of all) {
        const others = all.flatMap((other) =>
          other === n ? [] : Array(100).fill(`p2p ${id(other)} 0.0.0.1 ${metric}`),
        )
        f.tell(routerLsa(id(n), n === 0 ? ['p2p 1.1.1.1 10.0.4.2 1', ...others] : others))
      }
    }
    for (const metric of [1, 2]) {
      tell(metric)
      calculateRoutes(f.memory)
      const { kind, vertices } = f.memory.routing.log.at(-1)!
      assert.deepEqual([kind, vertices], ['full', 21])
    }
  })
})
