import { AllSPFRouters } from '../../protocols/ospf/constants.js'
import { BACKBONE } from '../../protocols/ospf/identifiers.js'
import type { Lsa } from '../../protocols/ospf/lsa/lsa.js'
import { encodePacket } from '../../protocols/ospf/packet/packet.js'
import type { SimNetwork } from './network.js'
import type { EndPlan, NetworkPlan } from './topology.js'

/** Puts LSAs on a wire in a Link State Update that `from` seems to have sent. */
export function forgeUpdate(network: SimNetwork, wire: NetworkPlan, from: EndPlan, ...lsas: readonly Lsa[]): void {
  network.wire(wire).send(from, {
    do: 'send',
    interface: from.index,
    source: from.address,
    destination: AllSPFRouters,
    ttl: 1,
    routed: false,
    bytes: encodePacket(from.router.routerId, BACKBONE, {
      type: 'link-state-update',
      copies: lsas.map((lsa) => ({ lsa, age: lsa.age })),
    }),
  })
}
