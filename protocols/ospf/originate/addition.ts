import type { Lsa } from '../lsa/lsa.js'
import { decodeNetworkLsa, type NetworkLsa } from '../lsa/network-lsa.js'
import { forEachRouterLink, type RouterLsa, routerLsaBits } from '../lsa/router-lsa.js'

/**
 * Whether `next` says all that the instance `last` says, and perhaps more. Nobody sends packets into the void because he
 * hears of it later; so it may wait for what else is about to be added.
 */
export function routerLsaOnlyAdds(last: Lsa, next: RouterLsa): boolean {
  const links = new Set(next.links.map(({ type, id, data, metric }) => `${type} ${id} ${data} ${metric}`))
  let all = routerLsaBits(last) === next.bits
  forEachRouterLink(last, (type, id, data, metric) => {
    all &&= links.has(`${type} ${id} ${data} ${metric}`)
    return all
  })
  return all
}

/** The same for a network-LSA and its attached routers. */
export function networkLsaOnlyAdds(last: Lsa, next: NetworkLsa): boolean {
  const { networkMask, attachedRouters } = decodeNetworkLsa(last)
  const routers = new Set(next.attachedRouters)
  return networkMask === next.networkMask && attachedRouters.every((router) => routers.has(router))
}
