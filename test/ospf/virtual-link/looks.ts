import { formatIpv4 } from '../../../protocols/base/ipv4.js'
import type { OspfEffect } from '../../../protocols/ospf/contract.js'
import { decodeBody, decodeHeader, type PacketBody } from '../../../protocols/ospf/packet/packet.js'
import type { InterfaceView } from '../../../protocols/ospf/view.js'
import type { Network, Router } from '../engine/network.js'

export type Packet = Extract<OspfEffect, { do: 'send' }>

/** The router's only virtual link, as it shows it. */
export function virtualInterface(network: Network, router: Router): InterfaceView {
  return router.engine.view(network.now).interfaces.find(({ type }) => type === 'virtual')!
}

/** The state of the neighbor at the other end of its only virtual link; undefined where nobody is known there. */
export function virtualNeighbor(network: Network, router: Router): string | null | undefined {
  const { neighbors } = router.engine.view(network.now)
  return neighbors.find((each) => each.interface.startsWith('vlink:'))?.state
}

export function untilVirtuallyFull(network: Network, ...routers: Router[]): void {
  network.until(() => routers.every((router) => virtualNeighbor(network, router) === 'Full'))
}

/** `virtual 10.0.0.4 10.1.0.2 20`: what `of` says in its router-LSA for the area, in `router`'s database. */
export function routerLinks(network: Network, router: Router, area: string, of: string): string[] {
  return (
    linksOf(network, router, area, of)?.map((link) => `${link.type} ${link.linkId} ${link.linkData} ${link.metric}`) ??
    []
  )
}

/** The bits of that router-LSA. */
export function routerBits(network: Network, router: Router, area: string, of: string): string {
  return ((routerLsa(network, router, area, of)?.body.bits as string[] | undefined) ?? []).join('')
}

interface LinkView {
  readonly type: string
  readonly linkId: string
  readonly linkData: string
  readonly metric: number
}

function linksOf(network: Network, router: Router, area: string, of: string): LinkView[] | undefined {
  return routerLsa(network, router, area, of)?.body.links as LinkView[] | undefined
}

function routerLsa(network: Network, router: Router, area: string, of: string) {
  return [...router.engine.database(network.now)].find(
    (lsa) => lsa.type === 'router' && lsa.area === area && lsa.advertisingRouter === of && lsa.age < 3600,
  )
}

export interface Sent {
  readonly destination: string
  readonly source: string
  readonly ttl: number
  readonly routed: boolean
  readonly length: number
  readonly area: number
  readonly body: PacketBody
}

/** What the router sent so far, decoded. */
export function sentBy({ effects }: Router): Sent[] {
  return effects.flatMap((effect) => {
    if (effect.do !== 'send') return []
    const { source, destination, ttl, routed, bytes } = effect
    const header = decodeHeader(bytes)
    if (!header.ok) throw new Error(header.error.detail)
    const body = decodeBody(header.value, bytes)
    if (!body.ok) throw new Error(body.error.detail)
    const where = { source: formatIpv4(source), destination: formatIpv4(destination), ttl, routed }
    return [{ ...where, length: bytes.length, area: header.value.areaId as number, body: body.value }]
  })
}
