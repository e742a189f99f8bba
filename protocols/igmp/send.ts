import type { Ipv4 } from '../base/ipv4.js'
import type { IgmpInterface, IgmpMemory } from './memory.js'
import { encodeMessage } from './message/message.js'
import type { Query } from './message/query.js'

/** Sends a query from the interface's own address; nothing where it has none, or no link (RFC 3376 §4.1.12). */
export function sendQuery(memory: IgmpMemory, interface_: IgmpInterface, destination: Ipv4, query: Query): void {
  if (interface_.role.state === 'Initial') return
  interface_.sent[`query-v${query.version}`]++
  memory.effects.push({
    do: 'send',
    interface: interface_.link.index,
    source: interface_.role.address,
    destination,
    bytes: encodeMessage(query),
  })
}
