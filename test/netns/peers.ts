import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { type RouterPlan, waymarkOspf } from '../../lab/plan.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'

export type Implementation = 'frr' | 'bird' | 'waymark'

/** A neighbor as a router has it; over parallel links there are several of one Router ID. */
export interface NeighborSeen {
  readonly routerId: string
  /** In the program's own words, which begin with the RFC's state: `Full/Backup`, `Full/BDR`. */
  readonly state: string
}

/** A running OSPF router, whichever program it is. */
export interface RunningRouter {
  neighbors(): Promise<readonly NeighborSeen[]>
  stop(): Promise<unknown>
}

/** Starts the planned router in its namespace. */
export async function startRouter(
  network: Network,
  at: Namespace,
  plan: RouterPlan,
  implementation: Implementation,
): Promise<RunningRouter> {
  switch (implementation) {
    case 'frr':
      return Frr.start(network, at, ['ospfd'], frrOspf(plan))
    case 'bird':
      return Bird.start(network, at, birdOspf(plan))
    case 'waymark':
      return Waymark.start(network, at, waymarkOspf(plan))
  }
}
