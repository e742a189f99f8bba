export interface MulticastSettings {
  /** Patterns of the links between which multicast is forwarded. */
  readonly forward: readonly string[]
}
