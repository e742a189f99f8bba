import { type Instant, instant } from '../../protocols/base/duration.js'
import { formatIpv4, type Ipv4, ipv4 } from '../../protocols/base/ipv4.js'
import type { Link } from '../../protocols/engine/link.js'
import { ALL_IGMPV3_ROUTERS, ALL_ROUTERS, ALL_SYSTEMS } from '../../protocols/igmp/constants.js'
import type { IgmpEffect, IgmpInput } from '../../protocols/igmp/contract.js'
import { IgmpEngine } from '../../protocols/igmp/engine.js'
import { decodeMessage, encodeMessage } from '../../protocols/igmp/message/message.js'
import type { Query } from '../../protocols/igmp/message/query.js'
import type { RecordType } from '../../protocols/igmp/message/report-v3.js'
import type { IgmpNotice } from '../../protocols/igmp/notice.js'
import {
  DEFAULT_IGMP_INTERFACE,
  DEFAULT_SSM_RANGE,
  type IgmpInterfaceSettings,
  type IgmpSettings,
} from '../../protocols/igmp/settings.js'
import type { IgmpGroupView, IgmpInterfaceView } from '../../protocols/igmp/view.js'

export const LAN = 3
export const ROUTER = '10.0.0.10'
export const H1 = '10.0.0.101'
export const H2 = '10.0.0.102'

export function lanLink(changes: Partial<Link> = {}): Link {
  return {
    index: LAN,
    name: 'lan0',
    up: true,
    mtu: 1500,
    kind: 'broadcast',
    addresses: [{ address: ipv4(ROUTER), prefixLength: 24, secondary: false }],
    ...changes,
  }
}

export function settingsOf(
  changes: Partial<IgmpInterfaceSettings> = {},
  whole: Partial<IgmpSettings> = {},
): IgmpSettings {
  return {
    interfaces: [{ pattern: 'lan*', settings: { ...DEFAULT_IGMP_INTERFACE, ...changes } }],
    ssmRange: DEFAULT_SSM_RANGE,
    ...whole,
  }
}

/** A query that the router sent, with the second at which it did. */
export interface SentQuery {
  readonly at: number
  readonly destination: string
  readonly source: string
  readonly query: Query
}

/** The router on one LAN in virtual time: hosts and other routers are what a test makes them say. */
export class Lan {
  readonly engine = new IgmpEngine()
  readonly effects: IgmpEffect[] = []
  readonly sent: SentQuery[] = []
  #now = instant(0)

  constructor(changes: Partial<IgmpInterfaceSettings> = {}, whole: Partial<IgmpSettings> = {}) {
    this.input({ on: 'settings', settings: settingsOf(changes, whole) })
    this.input({ on: 'link', link: lanLink() })
  }

  /** Seconds since the start. */
  get now(): number {
    return this.#now / 1000
  }

  get instant(): Instant {
    return this.#now
  }

  input(input: IgmpInput): readonly IgmpEffect[] {
    const effects = this.engine.handle(input, this.#now)
    for (const effect of effects) {
      this.effects.push(effect)
      if (effect.do !== 'send') continue
      const message = decodeMessage(effect.bytes)
      if (!message.ok) throw new Error('a router sends what can be read')
      if (message.value.type !== 'query') continue
      this.sent.push({
        at: this.now,
        destination: formatIpv4(effect.destination),
        source: formatIpv4(effect.source),
        query: message.value,
      })
    }
    return effects
  }

  /** Lets `seconds` pass, with every timer at its instant. */
  pass(seconds: number): void {
    const end = this.#now + seconds * 1000
    for (let wake = this.engine.wakeAt(); wake !== undefined && wake <= end; wake = this.engine.wakeAt()) {
      this.#now = instant(Math.max(wake, this.#now))
      this.input({ on: 'time' })
    }
    this.#now = instant(end)
  }

  /** Lets the startup queries and the answers to them pass, and forgets what was sent. */
  settle(): this {
    this.pass(60)
    this.sent.length = 0
    this.effects.length = 0
    return this
  }

  packet(
    source: string,
    destination: Ipv4 | string,
    bytes: Uint8Array,
    changes: Partial<Extract<IgmpInput, { on: 'packet' }>> = {},
  ): readonly IgmpEffect[] {
    return this.input({
      on: 'packet',
      interface: LAN,
      source: ipv4(source),
      destination: typeof destination === 'string' ? ipv4(destination) : destination,
      ttl: 1,
      routerAlert: true,
      bytes,
      ...changes,
    })
  }

  reportV3(host: string, record: RecordType, group: string, ...sources: string[]): readonly IgmpEffect[] {
    const records = [{ record, group: ipv4(group), sources: sources.map(ipv4) }]
    return this.packet(host, ALL_IGMPV3_ROUTERS, encodeMessage({ type: 'report-v3', records }))
  }

  reportV2(host: string, group: string): readonly IgmpEffect[] {
    return this.packet(host, group, encodeMessage({ type: 'report-v2', group: ipv4(group) }))
  }

  reportV1(host: string, group: string): readonly IgmpEffect[] {
    const bytes = encodeMessage({ type: 'report-v1', group: ipv4(group) })
    return this.packet(host, group, bytes, { routerAlert: false })
  }

  leave(host: string, group: string): readonly IgmpEffect[] {
    return this.packet(host, ALL_ROUTERS, encodeMessage({ type: 'leave', group: ipv4(group) }))
  }

  query(source: string, query: Query): readonly IgmpEffect[] {
    return this.packet(source, query.group === 0 ? ALL_SYSTEMS : query.group, encodeMessage(query))
  }

  interface(): IgmpInterfaceView {
    const view = this.engine.view(this.#now).interfaces[0]
    if (view === undefined) throw new Error('no interface')
    return view
  }

  group(group: string): IgmpGroupView | undefined {
    return this.engine.view(this.#now).groups.find((view) => view.group === group)
  }

  /** The state of a group in the RFC's notation, with source timers in seconds: `EXCLUDE (a=260,b) 260`. */
  state(group: string): string {
    const view = this.group(group)
    if (view === undefined) return 'none'
    const sources = view.sources
      .map(
        ({ source, expires }) =>
          `${source.slice(source.lastIndexOf('.') + 1)}=${expires === null ? 0 : expires / 1000}`,
      )
      .sort()
    const timer = view.expires === null ? '' : ` ${view.expires / 1000}`
    return `${view.filterMode} (${sources.join(' ')})${timer}`
  }

  /** What forwarding was last told of the group: `INCLUDE ()`, `EXCLUDE (9.9.9.1)`. */
  told(group: string): string {
    const address = ipv4(group)
    let last = 'nothing'
    for (const effect of this.effects) {
      if (effect.do !== 'membership' || effect.membership.group !== address) continue
      last = `${effect.membership.filterMode} (${effect.membership.sources.map(formatIpv4).sort().join(' ')})`
    }
    return last
  }

  notices(): IgmpNotice[] {
    return this.effects.flatMap((effect) => (effect.do === 'notice' ? [effect.notice] : []))
  }

  /** The queries sent since the last call, in short: `60 Q(G)`, `61 Q(G,1 2) S`. */
  queries(): string[] {
    return this.sent.splice(0).map(({ at, query }) => {
      if (query.group === 0) return `${at} general`
      const sources = query.version === 3 ? query.sources.map((source) => source & 0xff).sort() : []
      const suppress = query.version === 3 && query.suppressRouterSideProcessing ? ' S' : ''
      return sources.length === 0 ? `${at} Q(G)${suppress}` : `${at} Q(G,${sources.join(' ')})${suppress}`
    })
  }
}
