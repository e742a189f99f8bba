import type { LsaHeader, LsaKey } from '../lsa/lsa.js'
import { LsaTable } from '../lsa/lsa-table.js'

/** So many that are not waiting any more are left where they are. */
const FEW = 64

interface Request {
  readonly lsa: LsaHeader
  state: 'waiting' | 'outstanding' | 'gone'
}

/**
 * A neighbor's Link state request list (RFC 2328 §10): what it has and we want, in the order in which it was described.
 * Some of it is outstanding: in Link State Request packets that have not been answered.
 */
export class RequestList {
  readonly #requests: LsaTable<Request>
  #outstanding = 0
  /** In their order, from `#next` on; some may be gone. */
  #waiting: Request[] = []
  #next = 0

  /** @param seed of its hash table (see `LsaTable`) */
  constructor(seed = 0) {
    this.#requests = new LsaTable(seed)
  }

  get size(): number {
    return this.#requests.size
  }

  get outstanding(): number {
    return this.#outstanding
  }

  /** The instance of the LSA that the neighbor described, if it is wanted. */
  get(key: LsaKey): LsaHeader | undefined {
    return this.#requests.get(key)?.lsa
  }

  add(header: LsaHeader): void {
    const request: Request = { lsa: header, state: 'waiting' }
    const former = this.#requests.put(request)
    if (former !== undefined) this.#gone(former)
    this.#waiting.push(request)
    if (this.#waiting.length > 2 * this.size + FEW) this.#sweep()
  }

  delete(key: LsaKey): void {
    const request = this.#requests.take(key)
    if (request !== undefined) this.#gone(request)
  }

  clear(): void {
    this.#requests.clear()
    this.#outstanding = 0
    this.#waiting = []
    this.#next = 0
  }

  /** The first `most` of what is not outstanding, which is so from now on. */
  takeWaiting(most: number): LsaHeader[] {
    const taken: LsaHeader[] = []
    while (taken.length < most && this.#next < this.#waiting.length) {
      const request = this.#waiting[this.#next++]!
      if (request.state === 'gone') continue
      request.state = 'outstanding'
      taken.push(request.lsa)
    }
    if (this.#next === this.#waiting.length) {
      this.#waiting = []
      this.#next = 0
    }
    this.#outstanding += taken.length
    return taken
  }

  /** What is outstanding, in no order. */
  allOutstanding(): LsaHeader[] {
    return this.#requests
      .all()
      .filter(({ state }) => state === 'outstanding')
      .map(({ lsa }) => lsa)
  }

  #sweep(): void {
    this.#waiting = this.#waiting.filter(({ state }) => state === 'waiting')
    this.#next = 0
  }

  #gone(request: Request): void {
    if (request.state === 'outstanding') this.#outstanding--
    request.state = 'gone'
  }
}
