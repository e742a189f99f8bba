/** Ends the process when something that only our own code can get wrong is wrong. Never for what the network sends. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}

/** The end of a `switch` over a union: does not compile while a member is missing. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
