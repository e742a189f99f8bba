import { isDeepStrictEqual } from 'node:util'
import { type ConfiguredOspf, type InstanceSettings, metricsByPathType, VRF_TABLE } from '../../config/settings.js'
import type { Link, LinkInput } from '../../protocols/engine/link.js'
import type { Reports } from '../journal/reporter.js'
import { DAEMON_WORDS } from '../journal/words/daemon.js'
import type { DaemonNotice } from '../notice.js'
import type { Links } from '../ports/links.js'
import { OspfLife, type OspfSurroundings } from './ospf-life.js'
import type { RouteKeepers } from './route-keepers.js'
import { RouteShare } from './route-share.js'

export type InstanceStatus =
  | 'running'
  | 'waiting for a Router ID'
  | 'waiting for its VRF'
  | 'paused: too many LSAs'
  | 'stopping'

/** What an instance needs of the daemon. */
export interface InstanceSurroundings {
  readonly links: Links
  readonly routes: RouteKeepers
  readonly reporter: Reports
  /** What its life needs beside the links that it may speak on. */
  readonly life: (share: RouteShare) => Omit<OspfSurroundings, 'links'>
}

/**
 * An OSPF instance with the links and the kernel table that are its own: those of its VRF, which may come and go while the
 * daemon runs, or the links that are in none and the table of the configuration.
 */
export class OspfInstance {
  readonly name: string
  readonly life: OspfLife
  readonly routes: RouteShare
  readonly #around: InstanceSurroundings
  #settings: InstanceSettings | undefined
  /** The VRF that its links are in, with the table that this has while it is there; undefined: in none. */
  #vrf: { readonly name: string; readonly table: number | undefined } | undefined
  /** Indices of the links that the engine was told of. */
  readonly #told = new Set<number>()

  constructor({ name, ospf }: InstanceSettings, around: InstanceSurroundings) {
    this.name = name
    this.#around = around
    this.routes = new RouteShare(name, ospf.distance)
    this.life = new OspfLife({ ...around.life(this.routes), links: () => this.#ownLinks() })
  }

  /** undefined where it is to end. */
  get settings(): InstanceSettings | undefined {
    return this.#settings
  }

  get status(): InstanceStatus {
    if (this.#settings === undefined) return 'stopping'
    if (this.#awaitsVrf) return 'waiting for its VRF'
    if (this.life.waitsForRouterId) return 'waiting for a Router ID'
    return this.life.engine?.isPaused ? 'paused: too many LSAs' : 'running'
  }

  /** Resolves when the kernel table is open. */
  configure(settings: InstanceSettings): Promise<void> {
    this.#settings = settings
    this.routes.distances = settings.ospf.distance
    const changed = this.#lookForVrf(settings)
    if (changed) this.#tellOfOwnLinks()
    return this.#awaitsVrf && !changed ? Promise.resolve() : this.#apply(settings)
  }

  /** Flushes own LSAs and withdraws the routes; resolves when that is done. */
  stop(): Promise<void> {
    this.#settings = undefined
    return this.life.stop()
  }

  link(input: LinkInput): void {
    const settings = this.#settings
    if (settings !== undefined && this.#lookForVrf(settings)) void this.#apply(settings)
    const own = this.#own(input)
    if (own !== undefined) this.life.link(own)
  }

  get #awaitsVrf(): boolean {
    return this.#vrf !== undefined && this.#vrf.table === undefined
  }

  /** @returns whether it is another VRF, or this one came, went or has another table */
  #lookForVrf({ vrf: name }: InstanceSettings): boolean {
    const vrf = name === undefined ? undefined : { name, table: this.#around.links.vrf(name)?.table }
    if (isDeepStrictEqual(vrf, this.#vrf)) return false
    this.#vrf = vrf
    if (vrf !== undefined) this.#around.reporter.report(DAEMON_WORDS, vrfNotice(vrf))
    return true
  }

  async #apply({ kernel, ospf }: InstanceSettings): Promise<void> {
    const { routes } = this.#around
    if (this.#awaitsVrf) {
      await this.life.stop()
      if (this.#awaitsVrf) await routes.release(this.routes)
      return
    }
    const opened = routes.use(this.routes, { table: this.#tableOf(kernel.table), metrics: metricsByPathType(kernel) })
    this.life.configure(this.#withTables(ospf))
    await opened
  }

  #tableOf(table: number): number {
    return table === VRF_TABLE ? this.#vrf!.table! : table
  }

  #withTables(ospf: ConfiguredOspf): ConfiguredOspf {
    const { redistribute, defaultInformation } = ospf
    return {
      ...ospf,
      redistribute: redistribute.map((rule) => ({ ...rule, table: this.#tableOf(rule.table) })),
      defaultInformation: defaultInformation && {
        ...defaultInformation,
        table: this.#tableOf(defaultInformation.table),
      },
    }
  }

  #tellOfOwnLinks(): void {
    for (const index of this.#told) {
      if (!this.#isOwn(index)) this.link({ on: 'link-removed', index })
    }
    for (const link of this.#around.links.all()) this.link({ on: 'link', link })
  }

  *#ownLinks(): Iterable<Link> {
    for (const link of this.#around.links.all()) {
      if (!this.#isOwn(link.index)) continue
      this.#told.add(link.index)
      yield link
    }
  }

  #isOwn(index: number): boolean {
    return this.#around.links.vrfOf(index) === this.#vrf?.name
  }

  /** What the engine is to know of it: a link that goes into another VRF is gone. */
  #own(input: LinkInput): LinkInput | undefined {
    const index = input.on === 'link' ? input.link.index : input.index
    if (input.on === 'link' && this.#isOwn(index)) {
      this.#told.add(index)
      return input
    }
    return this.#told.delete(index) ? { on: 'link-removed', index } : undefined
  }
}

function vrfNotice({ name, table }: { readonly name: string; readonly table: number | undefined }): DaemonNotice {
  if (table === undefined) return { notice: 'vrf-awaited', level: 'warning', vrf: name }
  return { notice: 'vrf-found', level: 'notice', vrf: name, table }
}
