import { type Prefix, prefixKey } from '../../base/prefix.js'
import type { Place } from '../database/scope.js'
import type { LsType } from '../lsa/lsa.js'
import type { OspfMemory } from '../memory.js'
import { LinkStateIds } from './link-state-id.js'
import { type Content, originate, withdraw } from './own.js'

/**
 * Our LSAs of one type and scope that describe one network each (types 3, 5 and 7), by that network: their Link State
 * IDs are found by Appendix E, and an LSA is originated or flushed only where what it says changes.
 */
export class NetworkAdvertisements {
  readonly #place: Place
  readonly #type: LsType
  readonly #ids = new LinkStateIds()
  readonly #advertised = new Map<number, { readonly prefix: Prefix; readonly content: Content }>()

  constructor(place: Place, type: LsType) {
    this.#place = place
    this.#type = type
  }

  get size(): number {
    return this.#advertised.size
  }

  /** The networks that are advertised now. */
  prefixes(): Prefix[] {
    return [...this.#advertised.values()].map(({ prefix }) => prefix)
  }

  contentOf(prefix: Prefix): Content | undefined {
    return this.#advertised.get(prefixKey(prefix))?.content
  }

  /** Makes `content` what our LSA for the network says; undefined: there is to be none. */
  set(memory: OspfMemory, prefix: Prefix, content: Content | undefined): void {
    const key = prefixKey(prefix)
    if (content === undefined) {
      if (this.#advertised.delete(key)) this.#apply(memory, this.#ids.remove(prefix))
      return
    }
    this.#advertised.set(key, { prefix, content })
    const reassigned = this.#ids.add(prefix)
    const linkStateId = this.#ids.idOf(prefix)
    if (reassigned.length > 0) this.#apply(memory, reassigned)
    else if (linkStateId !== undefined) originate(memory, this.#place, this.#type, linkStateId, content)
  }

  /** There is to be no such LSA any more. */
  clear(memory: OspfMemory): void {
    for (const prefix of this.prefixes()) this.set(memory, prefix, undefined)
  }

  #apply(memory: OspfMemory, reassigned: ReturnType<LinkStateIds['add']>): void {
    for (const { linkStateId, prefix } of reassigned) {
      const content = prefix && this.contentOf(prefix)
      if (content === undefined) withdraw(memory, this.#place, this.#type, linkStateId)
      else originate(memory, this.#place, this.#type, linkStateId, content)
    }
  }
}
