/**
 * The candidate list of RFC 2328 §16.1: vertices by distance, at equal distances networks before routers (step 3). A
 * binary heap in typed arrays that knows where each vertex is, so that a shorter path moves it.
 */
export class CandidateList {
  #keys = new Float64Array(64)
  #vertices = new Int32Array(64)
  /** Where a vertex is in the heap, plus one; 0 for nowhere. */
  #places = new Int32Array(64)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Makes room for vertices numbered below `count`, and empties the list. */
  reset(count: number): void {
    if (this.#places.length < count) {
      const capacity = 2 * count
      this.#keys = new Float64Array(capacity)
      this.#vertices = new Int32Array(capacity)
      this.#places = new Int32Array(capacity)
    }
    for (let i = 0; i < this.#size; i++) this.#places[this.#vertices[i]!] = 0
    this.#size = 0
  }

  /** Adds `vertex`, or moves it to a smaller distance. */
  put(vertex: number, distance: number, isRouter: boolean): void {
    const place = this.#places[vertex]!
    this.#rise(place === 0 ? this.#size++ : place - 1, vertex, distance * 2 + (isRouter ? 1 : 0))
  }

  has(vertex: number): boolean {
    return this.#places[vertex] !== 0
  }

  /** Takes the nearest vertex off; the list must not be empty. */
  take(): number {
    const vertices = this.#vertices
    const nearest = vertices[0]!
    this.#places[nearest] = 0
    const last = --this.#size
    if (last > 0) this.#sink(vertices[last]!, this.#keys[last]!)
    return nearest
  }

  #rise(from: number, vertex: number, key: number): void {
    const keys = this.#keys
    const vertices = this.#vertices
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (keys[parent]! <= key) break
      this.#set(i, vertices[parent]!, keys[parent]!)
      i = parent
    }
    this.#set(i, vertex, key)
  }

  #sink(vertex: number, key: number): void {
    const keys = this.#keys
    const size = this.#size
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= size) break
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++
      if (key <= keys[child]!) break
      this.#set(i, this.#vertices[child]!, keys[child]!)
      i = child
    }
    this.#set(i, vertex, key)
  }

  #set(i: number, vertex: number, key: number): void {
    this.#keys[i] = key
    this.#vertices[i] = vertex
    this.#places[vertex] = i + 1
  }
}
