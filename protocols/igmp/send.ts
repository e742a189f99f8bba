import type { Ipv4 } from '../base/ipv4.js'
import type { IgmpInterface, IgmpMemory } from './memory.js'
import { encodeMessage } from './message/message.js'
import type { Query } from './message/query.js'
import type { RouterDiscovery } from './message/router-discovery.js'
import type { IgmpMessageName } from './view.js'

/** Sends from the interface's own address; nothing where it has none, or no link (RFC 3376 §4.1.12). */
export function sendMessage(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  destination: Ipv4,
  message: Query | RouterDiscovery,
): void {
  if (interface_.role.state === 'Initial') return
  const name: IgmpMessageName = message.type === 'query' ? `query-v${message.version}` : message.type
  interface_.sent[name]++
  memory.effects.push({
    do: 'send',
    interface: interface_.link.index,
    source: interface_.role.address,
    destination,
    bytes: encodeMessage(message),
  })
}
