/** A time from one instant to another, by the wall clock in milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** How much of a span lies in any of the others, which may overlap; in milliseconds. */
export function overlap(span: Span, others: readonly Span[]): number {
  if (span.to <= span.from) return 0
  let covered = 0
  let until = span.from
  for (const { from, to } of others.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(to, span.to)
    const begin = Math.max(from, until)
    if (end <= begin) continue
    covered += end - begin
    until = end
  }
  return covered
}
