/** What was measured how often, by name. */
export class Samples {
  readonly #values = new Map<string, number[]>()

  add(name: string, value: number): void {
    const values = this.#values.get(name)
    if (values === undefined) this.#values.set(name, [value])
    else values.push(value)
  }

  names(): Iterable<string> {
    return this.#values.keys()
  }

  /** The median, and where there are several in parentheses the least and the greatest. */
  summary(name: string): string {
    const values = this.#values.get(name)?.toSorted((a, b) => a - b) ?? []
    if (values.length === 0) return '-'
    const half = values.length / 2
    const middle = (values[Math.ceil(half) - 1]! + values[Math.floor(half)]!) / 2
    return values.length === 1 ? short(middle) : `${short(middle)} (${short(values[0]!)}–${short(values.at(-1)!)})`
  }
}

function short(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0)
}

/** As Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
