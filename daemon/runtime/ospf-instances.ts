import { isDeepStrictEqual } from 'node:util'
import { DEFAULT_INSTANCE, type InstanceSettings } from '../../config/settings.js'
import type { LinkInput } from '../../protocols/engine/link.js'
import { isHello } from '../../protocols/ospf/urgent.js'
import type { OspfPacket } from '../ports/ospf-sockets.js'
import type { LinkHolders } from './link-holders.js'
import { type InstanceSurroundings, OspfInstance } from './ospf-instance.js'
import type { RouteKeepers } from './route-keepers.js'

/** What the instances need of the daemon. */
export interface InstancesSurroundings {
  readonly holders: LinkHolders
  readonly routes: RouteKeepers
  /** What one of them needs. */
  readonly of: (name: string) => InstanceSurroundings
}

/** Every OSPF instance, as the configuration comes and goes. */
export class OspfInstances {
  readonly #around: InstancesSurroundings
  readonly #byName = new Map<string, OspfInstance>()

  constructor(around: InstancesSurroundings) {
    this.#around = around
  }

  /** Those that there are, one that is ending included: the default one first, then by name. */
  get all(): readonly OspfInstance[] {
    const rank = ({ name }: OspfInstance): string => (name === DEFAULT_INSTANCE ? '' : name)
    return [...this.#byName.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  }

  get(name: string): OspfInstance | undefined {
    return this.#byName.get(name)
  }

  /**
   * The instances from now on; each is told of its own settings only. The links must be known. Resolves when the kernel
   * tables are open.
   */
  async configure(wanted: readonly InstanceSettings[]): Promise<void> {
    for (const { name, settings } of this.all) {
      if (settings !== undefined && !wanted.some((each) => each.name === name)) void this.#end(name)
    }
    await Promise.all(
      wanted.map((settings) => {
        const instance = this.#byName.get(settings.name) ?? this.#create(settings)
        return isDeepStrictEqual(instance.settings, settings) ? undefined : instance.configure(settings)
      }),
    )
  }

  link(input: LinkInput): void {
    for (const instance of this.#byName.values()) instance.link(input)
  }

  packet(packet: OspfPacket): void {
    const holder = this.#around.holders.holderOf(packet.interface)
    if (holder === undefined) return
    this.#byName.get(holder)?.life.packet({ on: 'packet', ...packet }, isHello(packet.bytes) ? 'urgent' : 'bulk')
  }

  /**
   * RFC 6987, at an operator's word.
   *
   * @param name of one instance; undefined: every one
   * @returns false when none of them runs
   */
  stubRouter(active: boolean, name?: string): boolean {
    const told = this.all.filter((each) => name === undefined || each.name === name)
    return told.map(({ life }) => life.stubRouter(active)).includes(true)
  }

  tellClock(): void {
    for (const { life } of this.#byName.values()) life.tellClock()
  }

  /** Resolves when every instance has flushed its LSAs and withdrawn its routes. */
  async stop(): Promise<void> {
    await Promise.all([...this.#byName.values()].map((instance) => instance.stop()))
  }

  #create(settings: InstanceSettings): OspfInstance {
    const instance = new OspfInstance(settings, this.#around.of(settings.name))
    this.#byName.set(settings.name, instance)
    return instance
  }

  async #end(name: string): Promise<void> {
    const instance = this.#byName.get(name)!
    await instance.stop()
    // The configuration may have it again.
    if (instance.settings !== undefined) return
    this.#byName.delete(name)
    await this.#around.routes.release(instance.routes)
  }
}
