import { Largest } from '../../base/largest.js'

/** What the networks outside of the AS cost that one range stands for, as they come and go. */
export class RangeMetrics {
  readonly #type1 = new Largest()
  readonly #type2 = new Largest()

  add(metricType: 1 | 2, metric: number): void {
    this.#of(metricType).add(metric)
  }

  /** Takes away one that was added. */
  remove(metricType: 1 | 2, metric: number): void {
    this.#of(metricType).remove(metric)
  }

  /** Type 2 where any is, and the largest of that type; undefined where there is none. */
  get decisive(): { readonly metricType: 1 | 2; readonly metric: number } | undefined {
    for (const metricType of [2, 1] as const) {
      const metric = this.#of(metricType).value
      if (metric !== undefined) return { metricType, metric }
    }
    return undefined
  }

  #of(metricType: 1 | 2): Largest {
    return metricType === 2 ? this.#type2 : this.#type1
  }
}
