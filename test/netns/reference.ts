import type { Namespace } from '../../lab/namespace.js'
import { kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'

/** Every router's routes, by its name: `r1 10.1.24.0/30` → next hops. */
export type RoutesOfAll = ReadonlyMap<string, string>

/** The namespaces that routers of a mix run in, by the routers' names. */
export type Routers = Readonly<Record<string, Namespace>>

/**
 * FRR 8.4 has the next hop of a path through a transit area twice, or not, from one run to the next: here each is there once.
 */
export async function routesOfAll(at: Routers): Promise<RoutesOfAll> {
  for (const { programs } of Object.values(at))
    for (const program of programs) if (program.crashed) throw new Error(`${program.name} crashed`)
  const routes = await Promise.all(
    Object.entries(at).map(async ([name, namespace]) =>
      [...(await kernelRoutes(namespace))].map(([prefix, hops]): [string, string] => [
        `${name} ${prefix}`,
        [...new Set(hops)].join(', '),
      ]),
    ),
  )
  return new Map(routes.flat())
}

/**
 * Waits until no route has changed for longer than anything of FRR waits.
 *
 * @param first what must have come before that, so that a lull while adjacencies form is not taken for the end
 * @param rest milliseconds; FRR's longest lull is a second, before it calculates external routes
 */
export function routesAtRest(at: Routers, first: (routes: RoutesOfAll) => boolean, rest = 2_500): Promise<RoutesOfAll> {
  let last = ''
  let since = performance.now()
  return until(
    'the routes of all routers are at rest',
    () => routesOfAll(at),
    (routes) => {
      const now = JSON.stringify([...routes])
      if (now !== last || !first(routes)) since = performance.now()
      last = now
      return performance.now() - since > rest
    },
    { within: 60_000, every: 250 },
  )
}

/**
 * Waits until every router has the routes of the reference, and has had them for a while: before a Designated Router is elected
 * there may be the same ones already.
 */
export async function untilAsReference(at: Routers, reference: RoutesOfAll): Promise<void> {
  let since = performance.now()
  await until(
    'every route is as in the reference, and stays so',
    async () => differences(await routesOfAll(at), reference),
    (different) => {
      if (different.length > 0) since = performance.now()
      return performance.now() - since > 1_500
    },
    { within: 60_000, every: 250 },
  )
}

/** In the place of next hops: a peer has the route over these or has none, from one run to the next. */
export function orNothing(hops: string): string {
  return `${hops} or nothing`
}

/** One line for each route that is not the same in both. */
function differences(ours: RoutesOfAll, reference: RoutesOfAll): readonly string[] {
  return [...new Set([...ours.keys(), ...reference.keys()])]
    .filter((route) => !isAsIn(reference.get(route), ours.get(route)))
    .map((route) => `${route} via ${ours.get(route) ?? 'nothing'}, reference: ${reference.get(route) ?? 'nothing'}`)
    .sort()
}

function isAsIn(expected: string | undefined, hops: string | undefined): boolean {
  return (
    hops === expected ||
    (hops === undefined ? expected?.endsWith(orNothing('')) === true : expected === orNothing(hops))
  )
}
