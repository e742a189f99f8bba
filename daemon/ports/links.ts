import type { Link } from '../../protocols/engine/link.js'

/** A device that stands for a VRF: the links that are enslaved to it have a routing table of their own. */
export interface Vrf {
  readonly name: string
  readonly table: number
}

/** The kernel's links and addresses, followed live. */
export interface Links {
  /**
   * Hands every link to the `link` handler, then each change as it happens; resolves when the first lot was handed
   * over. A burst of changes is handed over as one input a link. After a lost message everything is read again, and
   * what differs is handed over.
   */
  start(): Promise<void>

  /** The link as it was last handed over. */
  byIndex(index: number): Link | undefined
  byName(name: string): Link | undefined
  all(): Iterable<Link>

  /** undefined while there is no VRF device of this name. */
  vrf(name: string): Vrf | undefined
  /** The name of the VRF that the link is in, or is the device of. A change of this is handed over as one of the link. */
  vrfOf(index: number): string | undefined
}
