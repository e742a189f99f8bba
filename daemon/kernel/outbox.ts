/**
 * Hands items over later, at the end of this turn of the loop, one after the other: who posts one is never called back
 * before it returns.
 */
export class Outbox<Item> {
  readonly #deliver: (item: Item) => void
  #items: Item[] = []
  #closed = false

  constructor(deliver: (item: Item) => void) {
    this.#deliver = deliver
  }

  post(item: Item): void {
    if (this.#closed) return
    if (this.#items.length === 0) setImmediate(() => this.#flush())
    this.#items.push(item)
  }

  /** Nothing is handed over any more. */
  close(): void {
    this.#closed = true
    this.#items = []
  }

  #flush(): void {
    const items = this.#items
    this.#items = []
    for (const item of items) if (!this.#closed) this.#deliver(item)
  }
}
