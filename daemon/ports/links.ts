import type { Link } from '../../protocols/engine/link.js'

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
}
