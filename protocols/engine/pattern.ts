/**
 * Whether a link's name is one that the pattern stands for: `*` in it stands for any characters, none included. Takes
 * time in proportion to the product of the lengths at most.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let p = 0
  let n = 0
  /** Where the last `*` stands, and from where in the name it is tried next. */
  let star = -1
  let resume = 0
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = n
    } else if (pattern[p] === name[n]) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++resume
    } else {
      return false
    }
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
