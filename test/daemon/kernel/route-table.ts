import type { Namespace } from '../../../lab/namespace.js'
import type { Network } from '../../../lab/network.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import type { Link } from '../../../protocols/engine/link.js'
import type { NextHop, RouteChange } from '../../../protocols/engine/route.js'
import { eventually, RemoteKernel } from './remote-kernel.js'

export const MAIN = 254
export const METRIC = 20

/** A router with two links, both to the same neighbor. @param before what is to be done before the program starts */
export async function router(network: Network, before: (at: Namespace) => Promise<void> = async () => {}) {
  const [a, b] = [await network.add('a'), await network.add('b')]
  for (const i of [1, 2]) {
    await network.connect(
      { at: a, name: `left${i}`, addresses: [`10.0.${i}.1/24`] },
      { at: b, name: `right${i}`, addresses: [`10.0.${i}.2/24`] },
    )
  }
  await before(a)
  const kernel = await RemoteKernel.start(a)
  const links = [await linkUp(kernel, 'left1'), await linkUp(kernel, 'left2')] as const
  await kernel.call('openRoutes', MAIN, METRIC)
  return { a, b, kernel, links }
}

/** The kernel may take a second to say that a new link has carrier. */
function linkUp(kernel: RemoteKernel, name: string): Promise<Link> {
  return eventually(async () => {
    const link = await kernel.link(name)
    return link.up && link
  })
}

export function wanted(text: string, ...nextHops: NextHop[]): RouteChange {
  return { prefix: prefix(text), route: { prefix: prefix(text), nextHops } }
}

export function unwanted(text: string): RouteChange {
  return { prefix: prefix(text), route: undefined }
}

export const via = (interface_: number, gateway: string, onlink = false): NextHop => ({
  interface: interface_,
  gateway: ipv4(gateway),
  onlink,
})

export async function apply(kernel: RemoteKernel, ...changes: RouteChange[]): Promise<void> {
  await kernel.call('routes.apply', changes)
  await kernel.call('routes.settled')
}

function nthNetwork(i: number): string {
  return `20.${i >> 8}.${i & 255}.0/24`
}

/** `count` routes of /24 over one next hop. */
export function many(count: number, nextHop: NextHop): RouteChange[] {
  return Array.from({ length: count }, (_, i) => wanted(nthNetwork(i), nextHop))
}

export const notices = (kernel: RemoteKernel, name: string) =>
  kernel.all('notice').filter((notice) => notice.notice === name)

/**
 * What has `ip` delete them. `ip route flush` cannot: it names both the nexthop object of a route and what that says, which the
 * kernel refuses.
 */
export function deletions(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `route delete ${nthNetwork(i)}`)
}
