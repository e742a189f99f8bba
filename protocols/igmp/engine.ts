import { Agenda } from '../base/agenda.js'
import { type Instant, instant } from '../base/duration.js'
import type { Engine } from '../engine/engine.js'
import type { IgmpEffect, IgmpInput } from './contract.js'
import { tellMemberships } from './group/membership.js'
import { transmitNewQueries } from './group/specific-query.js'
import { linkChanged, linkRemoved, removeInterface, settingsChanged } from './interface.js'
import type { IgmpMemory } from './memory.js'
import { receivePacket } from './receive.js'
import { DEFAULT_SSM_RANGE } from './settings.js'
import { show } from './show.js'
import type { IgmpView } from './view.js'

/** The router part of IGMP, versions 1, 2 and 3 (RFC 1112, RFC 2236, RFC 3376), on all links of the machine. */
export class IgmpEngine implements Engine<IgmpInput, IgmpEffect> {
  readonly #memory: IgmpMemory = {
    agenda: new Agenda(),
    now: instant(0),
    effects: [],
    settings: { interfaces: [], ssmRange: DEFAULT_SSM_RANGE },
    links: new Map(),
    interfaces: new Map(),
    refusals: new Map(),
    asked: new Set(),
    touched: new Map(),
  }

  handle(input: IgmpInput, now: Instant): readonly IgmpEffect[] {
    const memory = this.#memory
    memory.now = now
    memory.effects = []
    memory.agenda.runDue(now)
    this.#receive(input)
    transmitNewQueries(memory)
    tellMemberships(memory)
    if (input.on === 'shutdown') memory.effects.push({ do: 'stopped' })
    return memory.effects
  }

  wakeAt(): Instant | undefined {
    return this.#memory.agenda.next()
  }

  view(now: Instant): IgmpView {
    return show(this.#memory, now)
  }

  #receive(input: IgmpInput): void {
    const memory = this.#memory
    switch (input.on) {
      case 'time':
        break
      case 'link':
        linkChanged(memory, input.link)
        break
      case 'link-removed':
        linkRemoved(memory, input.index)
        break
      case 'settings':
        settingsChanged(memory, input.settings)
        break
      case 'packet':
        receivePacket(memory, input)
        break
      case 'shutdown':
        for (const interface_ of [...memory.interfaces.values()]) removeInterface(memory, interface_, 'shutting down')
    }
  }
}
