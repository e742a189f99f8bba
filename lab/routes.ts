import type { Namespace } from './namespace.js'

/**
 * A kernel's unicast routes: prefix → its next hops as `GATEWAY INTERFACE` (`- INTERFACE` without one), sorted; `discard`
 * for one that throws packets away, with or without telling the sender.
 */
export type KernelRoutes = ReadonlyMap<string, readonly string[]>

interface IpRoute {
  readonly type?: string
  readonly dst: string
  readonly gateway?: string
  readonly dev?: string
  readonly protocol?: string
  readonly metric?: number
  readonly nexthops?: readonly { readonly gateway?: string; readonly dev: string }[]
}

/**
 * The routes of a table that packets take and a routing protocol made: neither the kernel itself nor a person.
 * Where both have a route to a prefix, the one with the lower metric counts.
 */
export async function kernelRoutes(at: Namespace, table: 'main' | number = 'main'): Promise<KernelRoutes> {
  // A table that nobody has put a route into does not exist.
  const none = (error: Error): [] => {
    if (error.message.includes('table does not exist')) return []
    throw error
  }
  const routes = (await at.ipJson(`route show table ${table}`).catch(none)) as readonly IpRoute[]
  const best = new Map<string, number>()
  for (const { dst, metric = 0 } of routes) best.set(dst, Math.min(metric, best.get(dst) ?? metric))
  return new Map(
    routes
      .filter((route) => (route.metric ?? 0) === best.get(route.dst))
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
  if (route.type === 'blackhole' || route.type === 'unreachable') return ['discard']
  const hops = route.nexthops ?? [{ gateway: route.gateway, dev: route.dev }]
  return hops.map((hop) => `${hop.gateway ?? '-'} ${hop.dev}`)
}
