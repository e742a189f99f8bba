import { type Ipv4, ipv4, ipv4FromNumber } from '../protocols/base/ipv4.js'
import { maskOf } from '../protocols/base/prefix.js'
import { InitialSequenceNumber } from '../protocols/ospf/constants.js'
import { type RouterId, routerId } from '../protocols/ospf/identifiers.js'
import { encodeAsExternalLsa } from '../protocols/ospf/lsa/as-external-lsa.js'
import { encodeLsa } from '../protocols/ospf/lsa/encode.js'
import { type Lsa, type LsaKey, LsType } from '../protocols/ospf/lsa/lsa.js'
import { encodeRouterLsa, LinkType, RouterBits, type RouterLink } from '../protocols/ospf/lsa/router-lsa.js'
import { encodeSummaryLsa } from '../protocols/ospf/lsa/summary-lsa.js'
import { Options } from '../protocols/ospf/packet/options.js'

const FIRST_ROUTER = ipv4('100.64.0.0')
const FIRST_EXTERNAL = ipv4('20.0.0.0')
/** What only the last router has, and only now and then. */
const EXTRA = ipv4('100.127.255.255')
/** A network of another area, now and then. */
const ELSEWHERE = ipv4('100.127.0.0')
const COST = 10

/** All networks of the area, and of nothing else, are in these. */
export const MADE_UP = [
  { address: FIRST_ROUTER, mask: 0xffc00000 },
  { address: FIRST_EXTERNAL, mask: 0xfe000000 },
] as const

/**
 * An area that nobody runs: a square grid of routers on unnumbered point-to-point links, a /32 stub network each, and
 * AS-external-LSAs of /24 networks by the grid's first router. That one is attached to the rest of the world, and a border
 * router of the area and of the AS.
 */
export class SyntheticArea {
  /** A square number, at most what was asked for. */
  readonly routers: number
  readonly externals: number
  readonly first: RouterId
  readonly #side: number
  readonly #attachedTo: RouterId
  /** Every instance of an LSA is newer than those before, and than what the first router says by itself. */
  #sequenceNumber = InitialSequenceNumber + 1000

  constructor(routers: number, externals: number, attachedTo: RouterId) {
    this.#side = Math.floor(Math.sqrt(routers))
    this.routers = this.#side ** 2
    this.externals = externals
    this.first = this.#idOf(0)
    this.#attachedTo = attachedTo
  }

  all(): Lsa[] {
    const routers = Array.from({ length: this.routers - 1 }, (_, i) => this.#router(i + 1, this.#links(i + 1)))
    const externals = Array.from({ length: this.externals }, (_, i) => this.external(i, COST))
    return [...routers, ...externals, this.attachment(true)]
  }

  /** The first router's LSA, with links or without any: then nothing of the area can be reached. */
  attachment(linked: boolean): Lsa {
    const there = { type: LinkType.pointToPoint, id: this.#attachedTo, data: 1, metric: COST }
    return this.#router(0, linked ? [there, ...this.#links(0)] : [])
  }

  /** The last router's LSA with other costs and, where `extra`, one more stub network: its route is what changes. */
  lastRouter(extra: boolean): Lsa {
    const last = this.routers - 1
    const links = this.#links(last, extra ? COST + 1 : COST)
    return this.#router(last, extra ? [...links, stub(EXTRA)] : links)
  }

  external(i: number, metric: number): Lsa {
    return externalLsa(i, metric, this.first, this.#sequenceNumber++)
  }

  /** The summary-LSA of a network in another area, by the first router. */
  summary(metric: number): Lsa {
    return encodeLsa({
      options: Options.E,
      type: LsType.summaryNetwork,
      linkStateId: ELSEWHERE,
      advertisingRouter: this.first,
      sequenceNumber: this.#sequenceNumber++,
      body: encodeSummaryLsa({ networkMask: maskOf(24), metric }),
    })
  }

  #router(i: number, links: readonly RouterLink[]): Lsa {
    const id = this.#idOf(i)
    return encodeLsa({
      options: Options.E,
      type: LsType.router,
      linkStateId: ipv4FromNumber(id),
      advertisingRouter: id,
      sequenceNumber: this.#sequenceNumber++,
      body: encodeRouterLsa({ bits: i === 0 ? RouterBits.E | RouterBits.B : 0, links: [...links] }),
    })
  }

  #links(i: number, metric = COST): RouterLink[] {
    const side = this.#side
    const x = i % side
    const neighbors = [x > 0 ? i - 1 : -1, x < side - 1 ? i + 1 : -1, i - side, i + side]
    const links = neighbors.flatMap((neighbor, port): RouterLink[] =>
      neighbor < 0 || neighbor >= this.routers
        ? []
        : [{ type: LinkType.pointToPoint, id: this.#idOf(neighbor), data: port + 2, metric }],
    )
    return [...links, stub(ipv4FromNumber(this.#idOf(i)))]
  }

  #idOf(i: number): RouterId {
    return routerId(ipv4FromNumber(FIRST_ROUTER + i))
  }
}

/** The AS-external-LSA of the i-th made-up network. */
export function externalLsa(i: number, metric: number, advertisingRouter: RouterId, sequenceNumber: number): Lsa {
  const rest = { type2: true, forwardingAddress: ipv4('0.0.0.0'), externalRouteTag: 0 }
  return encodeLsa({
    options: Options.E,
    type: LsType.asExternal,
    linkStateId: ipv4FromNumber(FIRST_EXTERNAL + i * 256),
    advertisingRouter,
    sequenceNumber,
    body: encodeAsExternalLsa({ networkMask: maskOf(24), metric, ...rest }),
  })
}

/** Which of those it is. */
export function indexOfExternal(key: LsaKey): number {
  return (key.linkStateId - FIRST_EXTERNAL) / 256
}

function stub(id: Ipv4): RouterLink {
  return { type: LinkType.stub, id, data: 0xffffffff, metric: 0 }
}
