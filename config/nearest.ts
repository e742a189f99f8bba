/**
 * The candidate that a mistyped word was most probably meant to be: of the smallest distance in inserted, left out,
 * wrong and swapped letters, at most a third of the word; undefined where none is near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const d = Math.abs(candidate.length - word.length) < least ? distance(word, candidate) : least
    if (d < least) {
      best = candidate
      least = d
    }
  }
  return best
}

/** Optimal string alignment distance. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let d = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, beforeLast[j - 2]! + 1)
      row.push(d)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
