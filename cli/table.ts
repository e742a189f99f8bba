/** One column: its heading, and whether its cells are numbers that line up at the right. */
export interface Column {
  readonly heading: string
  readonly align?: 'left' | 'right'
}

/** Columns of text as wide as they need to be, two blanks apart, without blanks at the end of a line. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, i) =>
    rows.reduce((w, row) => Math.max(w, (row[i] ?? '').length), heading.length),
  )
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, i) => {
        const cell = cells[i] ?? ''
        return align === 'right' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)
      })
      .join('  ')
      .trimEnd()
  return [columns.map(({ heading }) => heading), ...rows].map(line).join('\n')
}

/** A table, or what would fill it. */
export function tableOr(empty: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? empty : renderTable(columns, rows)
}

/** Left-aligned columns of these headings; `>` before a heading aligns its column right. */
export function columns(...headings: readonly string[]): Column[] {
  return headings.map((heading) =>
    heading.startsWith('>') ? { heading: heading.slice(1), align: 'right' } : { heading },
  )
}
