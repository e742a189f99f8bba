import { formatIpv4 } from '../../base/ipv4.js'
import type { AreaId } from '../identifiers.js'
import type { WhyNoPath } from '../routing/virtual-path.js'

/** Why a virtual link through this area has no path, for a person: `no path through area 0.0.0.1` */
export function noPathInWords(noPath: WhyNoPath, transitArea: AreaId): string {
  const area = `area ${formatIpv4(transitArea)}`
  switch (noPath.why) {
    case 'unreachable':
      return `no path through ${area}`
    case 'cost':
      return `the path through ${area} costs ${noPath.cost}, more than 65535`
    case 'no-address':
      return `the neighbor has no address in ${area}: its links are unnumbered or hidden, and no loopback is in the area`
    case 'no-own-address':
      return `no address of ours in ${area}: our links are unnumbered or hidden, and no loopback is in the area`
  }
}
