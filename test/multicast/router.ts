import { type Instant, instant } from '../../protocols/base/duration.js'
import { formatIpv4, type Ipv4, ipv4 } from '../../protocols/base/ipv4.js'
import type { Link } from '../../protocols/engine/link.js'
import type { KernelEntry, MulticastEffect, MulticastInput } from '../../protocols/multicast/contract.js'
import { MulticastEngine } from '../../protocols/multicast/engine.js'
import { DEFAULT_MULTICAST, type MulticastSettings } from '../../protocols/multicast/settings.js'
import type { FlowView } from '../../protocols/multicast/view.js'

interface KernelFlow {
  incoming: number
  outgoing: readonly { readonly vif: number; readonly threshold: number }[]
  packets: number
  wrongInterface: number
}

/** Link `lanN` has index 10+N and the address 10.N.0.1/24. */
export function lan(n: number, changes: Partial<Link> = {}): Link {
  return {
    index: 10 + n,
    name: `lan${n}`,
    up: true,
    mtu: 1500,
    kind: 'broadcast',
    addresses: [{ address: ipv4(`10.${n}.0.1`), prefixLength: 24, secondary: false }],
    ...changes,
  }
}

/** The engine with the tables of a kernel that does what it is told, in virtual time. */
export class Router {
  readonly engine = new MulticastEngine()
  readonly effects: MulticastEffect[] = []
  /** The kernel's VIFs: link index by number. */
  readonly vifs = new Map<number, number>()
  /** The kernel's entries: by `source group`. */
  readonly entries = new Map<string, KernelFlow>()
  /** Packets sent by VIF: what the kernel counts. */
  readonly sent = new Map<number, number>()
  /** The kernel's unicast routes: by source, the indexes of the links that they lead to. */
  readonly routes = new Map<string, readonly number[]>()
  readonly #links = new Map<number, string>()
  readonly #asked = new Set<Ipv4>()
  #now = instant(0)
  #answer = false

  constructor(settings: Partial<MulticastSettings> = {}, links: readonly Link[] = [lan(0), lan(1), lan(2)]) {
    this.settings(settings)
    for (const link of links) this.link(link)
    for (const { index } of links) this.querier(index, true)
  }

  get instant(): Instant {
    return this.#now
  }

  input(input: MulticastInput): readonly MulticastEffect[] {
    const effects = this.engine.handle(input, this.#now)
    for (const effect of effects) this.#perform(effect)
    this.effects.push(...effects)
    return effects
  }

  pass(seconds: number): void {
    const end = this.#now + seconds * 1000
    for (let wake = this.engine.wakeAt(); wake !== undefined && wake <= end; wake = this.engine.wakeAt()) {
      this.#now = instant(Math.max(wake, this.#now))
      this.input({ on: 'time' })
      this.answer()
    }
    this.#now = instant(end)
  }

  /** What another life left in the kernel; links by index, the VIF of link 10+N is `vifs[N]`. */
  formerLife(vifs: readonly number[], flows: readonly (readonly [string, string, number, ...number[]])[]): void {
    for (const [n, vif] of vifs.entries()) this.vifs.set(vif, 10 + n)
    const vifOf = (link: number): number => vifs[link - 10]!
    for (const [source, group, incoming, ...to] of flows) {
      const outgoing = to.map((link) => ({ vif: vifOf(link), threshold: 1 }))
      const entry = { incoming: vifOf(incoming), outgoing, packets: 7, wrongInterface: 0 }
      this.entries.set(`${source} ${group}`, entry)
    }
    this.input({
      on: 'former-life',
      vifs: vifs.map((vif, n) => ({ vif, interface: 10 + n })),
      entries: flows.map(([source, group, incoming, ...to]) => ({
        source: ipv4(source),
        group: ipv4(group),
        incoming,
        outgoing: to.map((link) => ({ interface: link, threshold: 1 })),
      })),
    })
  }

  settings(settings: Partial<MulticastSettings>): void {
    this.input({ on: 'settings', settings: { ...DEFAULT_MULTICAST, ...settings } })
  }

  link(link: Link): void {
    this.#links.set(link.index, link.name)
    this.input({ on: 'link', link })
  }

  querier(index: number, querier: boolean): void {
    this.input({ on: 'querier', interface: index, querier })
  }

  /** `wants(11, '239.1.1.1')` everything; with sources only those. */
  wants(index: number, group: string, ...sources: string[]): void {
    const filterMode = sources.length === 0 ? 'EXCLUDE' : 'INCLUDE'
    this.membership(index, group, filterMode, sources)
  }

  leaves(index: number, group: string): void {
    this.membership(index, group, 'INCLUDE', [])
  }

  membership(index: number, group: string, filterMode: 'INCLUDE' | 'EXCLUDE', sources: readonly string[]): void {
    const membership = { interface: index, group: ipv4(group), filterMode, sources: sources.map(ipv4) }
    this.input({ on: 'membership', membership })
  }

  /** A packet meets the kernel on a link: forwarded by its entry, or taken to the engine. */
  packet(index: number, source: string, group: string, ttl = 8): void {
    const vif = this.vifOf(index)
    const entry = this.entries.get(`${source} ${group}`)
    if (entry !== undefined) entry.packets++
    if (entry?.incoming === vif) {
      for (const to of entry.outgoing) if (ttl > to.threshold) this.sent.set(to.vif, (this.sent.get(to.vif) ?? 0) + 1)
      return
    }
    if (entry !== undefined) entry.wrongInterface++
    this.upcall(entry === undefined ? 'NOCACHE' : 'WRONGVIF', vif, source, group)
  }

  upcall(upcall: 'NOCACHE' | 'WRONGVIF', vif: number, source: string, group: string): void {
    this.input({ on: 'upcall', upcall, vif, source: ipv4(source), group: ipv4(group) })
  }

  vifOf(index: number): number {
    for (const [vif, link] of this.vifs) if (link === index) return vif
    throw new Error(`link ${index} has no VIF`)
  }

  /** The kernel's entry, as `lan0 -> lan1 lan2`. */
  entry(source: string, group: string): string {
    const entry = this.entries.get(`${source} ${group}`)
    if (entry === undefined) return 'none'
    const name = (vif: number): string => this.#links.get(this.vifs.get(vif) ?? -1) ?? `?${vif}`
    return [name(entry.incoming), '->', ...entry.outgoing.map(({ vif }) => name(vif)).sort()].join(' ')
  }

  flow(source: string, group: string): FlowView | undefined {
    return this.engine.view(this.#now).flows.find((flow) => flow.source === source && flow.group === group)
  }

  /** Effects of a kind since the last call. */
  count(kind: MulticastEffect['do']): number {
    return this.effects.filter((effect) => effect.do === kind).length
  }

  /** What was taken from the kernel, in order. */
  removals(): readonly string[] {
    return this.effects.map((effect) => effect.do).filter((kind) => kind.startsWith('remove-'))
  }

  #perform(effect: MulticastEffect): void {
    switch (effect.do) {
      case 'add-vif':
        if ((this.vifs.get(effect.vif) ?? effect.interface) !== effect.interface) throw new Error('EADDRINUSE')
        if (effect.vif >= 32) throw new Error('ENFILE')
        for (const [key, entry] of this.vifs.has(effect.vif) ? [] : this.entries) {
          const uses = entry.incoming === effect.vif || entry.outgoing.some(({ vif }) => vif === effect.vif)
          if (uses) throw new Error(`${key} would use the next holder of VIF ${effect.vif}`)
        }
        this.vifs.set(effect.vif, effect.interface)
        return
      case 'remove-vif':
        this.vifs.delete(effect.vif)
        return
      case 'set-entry': {
        const key = `${formatIpv4(effect.source)} ${formatIpv4(effect.group)}`
        for (const { vif } of effect.outgoing) if (!this.vifs.has(vif)) throw new Error(`no VIF ${vif}`)
        const { packets, wrongInterface } = this.entries.get(key) ?? { packets: 0, wrongInterface: 0 }
        this.entries.set(key, { incoming: effect.incoming, outgoing: effect.outgoing, packets, wrongInterface })
        return
      }
      case 'remove-entry':
        this.entries.delete(`${formatIpv4(effect.source)} ${formatIpv4(effect.group)}`)
        return
      case 'read-entries':
        this.#answer = true
        return
      case 'find-route':
        this.#asked.add(effect.source)
    }
  }

  /** Answers `find-route` and `read-entries`, if they were asked for. */
  answer(): void {
    for (const source of this.#asked) {
      this.#asked.delete(source)
      this.input({ on: 'route', source, interfaces: this.routes.get(formatIpv4(source)) ?? [] })
    }
    if (!this.#answer) return
    this.#answer = false
    const entries: KernelEntry[] = [...this.entries].map(([key, { packets, wrongInterface }]) => {
      const [source = '', group = ''] = key.split(' ')
      return { source: ipv4(source), group: ipv4(group), packets, bytes: packets * 100, wrongInterface }
    })
    const vifs = [...this.vifs.keys()].map((vif) => ({ vif, packetsOut: this.sent.get(vif) ?? 0 }))
    this.input({ on: 'entries', entries, vifs })
  }
}
