import type { OspfInterface } from '../memory.js'

/**
 * RFC 6860: whether the interface's network is one between routers, to be hidden. It is hidden where no other router is
 * there yet too, which the RFC leaves open: it would be advertised for as long as an adjacency takes to come up.
 */
export function suppressesPrefix({ settings, state }: OspfInterface): boolean {
  return settings.prefixSuppression && !settings.passive && state !== 'Loopback'
}
