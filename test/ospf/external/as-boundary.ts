import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import { parsePrefixRange } from '../../../protocols/base/prefix-list.js'
import type { ForeignRouteChange } from '../../../protocols/engine/foreign-route.js'
import type { ExternalAttributes, RedistributionRule } from '../../../protocols/ospf/external/policy.js'

export const MAIN = 254
export const STATIC = 4

export const DEFAULT_ATTRIBUTES: ExternalAttributes = {
  metric: 20,
  metricType: 2,
  tag: undefined,
  forwardingAddress: 'next-hop',
}

/** A rule as the configuration's defaults make it; `prefixes` as in a file. */
export function rule(
  from: RedistributionRule['from'],
  {
    prefixes,
    ...more
  }: {
    readonly prefixes?: readonly string[]
    readonly metric?: number
    readonly tag?: number
    readonly action?: 'reject'
    readonly set?: Partial<ExternalAttributes>
    readonly table?: number
  } = {},
): RedistributionRule {
  return {
    from,
    table: more.table ?? MAIN,
    match: { prefix: prefixes?.map((text) => parsePrefixRange(text)!), metric: more.metric, tag: more.tag },
    action: more.action ?? 'accept',
    set: { ...DEFAULT_ATTRIBUTES, ...more.set },
  }
}

/** A static route over link 1 unless told otherwise; without a gateway it discards. */
export function foreign(
  text: string,
  gateway?: string,
  more: { readonly protocol?: number; readonly metric?: number; readonly realm?: number; readonly link?: number } = {},
): ForeignRouteChange {
  const nextHops = gateway === undefined ? [] : [{ interface: more.link ?? 1, gateway: ipv4(gateway), onlink: false }]
  const { protocol = STATIC, metric = 0, realm = 0 } = more
  return { prefix: prefix(text), route: { prefix: prefix(text), protocol, metric, realm, nextHops } }
}

export function gone(text: string): ForeignRouteChange {
  return { prefix: prefix(text), route: undefined }
}
