import { type Routers, type RoutesOfAll, routesAtRest, untilAsReference } from './reference.js'
import { scenario, together } from './scenario.js'
import { build, type Programs, programs, type Topology } from './topology.js'

export interface Comparison {
  readonly topology: Topology
  /** What each router runs, by the mix's name, a letter for each as `programs` takes them. */
  readonly mixes: Readonly<Record<string, string>>
  readonly stages: readonly Stage[]
  /** Where FRR or BIRD deviates: what the route is where the reference has another one. */
  readonly deviations: readonly Deviation[]
}

export interface Stage {
  readonly name: string
  /** What happens after the stage before; first nothing does. Returns the routers that are still looked at. */
  readonly happens?: (at: Routers) => Promise<Routers> | Routers
  /** What FRR must have come to before it can be at rest. */
  readonly reached: (routes: RoutesOfAll) => boolean
}

export interface Deviation {
  readonly reason: string
  /** The routes that are not as in the reference: by router and prefix, their next hops, `undefined` where there is none. */
  readonly changes: (reference: RoutesOfAll, mix: Programs, stage: string) => ReadonlyMap<string, string | undefined>
}

/** Each mix has in every router the routes that FRR has there when all routers are FRR, after each thing that happens. */
export function asFrrAlone(name: string, { topology, mixes, stages, deviations }: Comparison): void {
  const found = stages.map(() => later<RoutesOfAll>())
  const onlyFrr = programs('f'.repeat(Object.keys(topology.routers).length))
  together(name, () => {
    scenario(
      `${name} of FRR: the reference`,
      ['frr'],
      async (network) => {
        let at = await build(network, topology, onlyFrr)
        for (const [i, { happens, reached }] of stages.entries()) {
          if (happens !== undefined) at = await happens(at)
          found[i]!.resolve(await routesAtRest(at, reached))
        }
      },
      (error) => {
        for (const each of found) each.reject(error)
      },
      // In some starts FRR does not come to what it is to reach, as when an NSSA's router takes another forwarding address
      true,
    )

    for (const [mixName, letters] of Object.entries(mixes)) {
      const mix = programs(letters)
      scenario(
        `${name} of ${mixName}: ${stages.map((stage) => stage.name).join(', ')}`,
        ['frr', 'bird'],
        async (network) => {
          let at = await build(network, topology, mix)
          for (const [i, { name: stage, happens }] of stages.entries()) {
            if (happens !== undefined) at = await happens(at)
            const reference = await found[i]!.promise
            await untilAsReference(at, deviating(reference, deviations, mix, stage))
          }
        },
      )
    }
  })
}

function deviating(
  reference: RoutesOfAll,
  deviations: readonly Deviation[],
  mix: Programs,
  stage: string,
): RoutesOfAll {
  const routes = new Map(reference)
  for (const { changes } of deviations) {
    for (const [route, hops] of changes(reference, mix, stage)) {
      if (hops === undefined) routes.delete(route)
      else routes.set(route, hops)
    }
  }
  return routes
}

interface Later<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: unknown): void
}

function later<T>(): Later<T> {
  let settle!: Omit<Later<T>, 'promise'>
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Who waits for it is told; that nobody does is no failure of its own.
  promise.catch(() => {})
  return { promise, ...settle }
}

/** The program that a route's router runs, of routes as `r1 10.0.0.0/8`. */
export function programOf(route: string, mix: Programs): Programs[string] {
  return mix[route.split(' ')[0]!]!
}

export const noDiscardRoutesInBird: Deviation = {
  reason: 'BIRD has no discard routes for address ranges',
  changes: (reference, mix) =>
    new Map(
      [...reference]
        .filter(([route, hops]) => hops === 'discard' && programOf(route, mix) === 'bird')
        .map(([route]) => [route, undefined]),
    ),
}
