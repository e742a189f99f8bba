import type { CST } from 'yaml'

/**
 * Where the text is nested deeper than `limit`, as an offset; undefined where it nowhere is. What comes after this may
 * call itself for each level; this does not.
 */
export function tooDeep(tokens: readonly CST.Token[], limit: number): number | undefined {
  let level: readonly CST.Token[] = tokens
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return level[0]!.offset
    level = level.flatMap(within)
  }
  return undefined
}

function within(token: CST.Token): readonly CST.Token[] {
  switch (token.type) {
    case 'document':
      return token.value === undefined ? [] : [token.value]
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return token.items.flatMap(({ key, value }) => [key, value]).filter((part) => part !== undefined && part !== null)
    default:
      return []
  }
}
