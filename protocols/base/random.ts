/** Chance, given and not taken: the same seed gives the same numbers. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number
  /** An unsigned 32-bit integer. */
  uint32(): number
}

/** sfc32 (small fast counting generator), seeded with one unsigned 32-bit integer. */
export function seededRandom(seed: number): Random {
  let a = seed >>> 0
  let b = 0x9e3779b9 | 0
  let c = 0x243f6a88 | 0
  let counter = 1
  const uint32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) uint32()
  return { uint32, next: () => uint32() / 0x1_0000_0000 }
}
