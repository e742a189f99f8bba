import type { Namespace } from './namespace.js'

/** A kernel's unicast routes: prefix → its next hops as `GATEWAY INTERFACE` (`- INTERFACE` without one), sorted. */
export type KernelRoutes = ReadonlyMap<string, readonly string[]>

interface IpRoute {
  readonly dst: string
  readonly gateway?: string
  readonly dev?: string
  readonly protocol?: string
  readonly nexthops?: readonly { readonly gateway?: string; readonly dev: string }[]
}

/** The routes of the main table that a routing protocol made: neither the kernel itself nor a person. */
export async function kernelRoutes(at: Namespace): Promise<KernelRoutes> {
  const routes = (await at.ipJson('route show table main')) as readonly IpRoute[]
  return new Map(
    routes
      .filter((route) => !['kernel', 'boot', 'static'].includes(route.protocol ?? 'boot'))
      .map((route): [string, string[]] => [prefixOf(route.dst), nextHopsOf(route).sort()])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function prefixOf(destination: string): string {
  if (destination === 'default') return '0.0.0.0/0'
  return destination.includes('/') ? destination : `${destination}/32`
}

function nextHopsOf(route: IpRoute): string[] {
  const hops = route.nexthops ?? [{ gateway: route.gateway, dev: route.dev }]
  return hops.map((hop) => `${hop.gateway ?? '-'} ${hop.dev}`)
}
