const MOST_ROUNDS = 50

/**
 * What border routers tell each area, which depends on what others tell: told again until it stays. Where it does not stay,
 * two border routers whose part of the backbone is cut off have each the better way to an AS boundary router by way of the
 * other's summary-LSA (§16.3), as long as that has none itself: one of them has it, and which one is chance.
 */
export function untilStable<T>(
  areas: readonly number[],
  toldInto: (area: number, told: ReadonlyMap<number, readonly T[]>) => readonly T[],
  words: (summary: T) => readonly unknown[],
): { readonly told: ReadonlyMap<number, readonly T[]>; readonly isStable: boolean } {
  let told: ReadonlyMap<number, readonly T[]> = new Map()
  for (let last = '', rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const next = new Map<number, readonly T[]>()
    for (const area of areas) next.set(area, toldInto(area, new Map([...told, ...next])))
    told = next
    const now = JSON.stringify([...told].map(([area, all]) => [area, all.map(words)]))
    if (now === last) return { told, isStable: true }
    last = now
  }
  return { told, isStable: false }
}
