import { unreachable } from '../../protocols/base/invariant.js'
import type { IgmpEffect } from '../../protocols/igmp/contract.js'
import type { MulticastEffect, MulticastInput } from '../../protocols/multicast/contract.js'
import type { OspfEffect } from '../../protocols/ospf/contract.js'
import type { Reporter, Reports } from '../journal/reporter.js'
import { IGMP_WORDS } from '../journal/words/igmp.js'
import { MULTICAST_WORDS } from '../journal/words/multicast.js'
import { OSPF_WORDS } from '../journal/words/ospf.js'
import type { ForeignRoutes } from '../ports/foreign-routes.js'
import type { HostMemberships } from '../ports/host-memberships.js'
import type { IgmpSockets } from '../ports/igmp-sockets.js'
import type { Kernel } from '../ports/kernel.js'
import type { UnicastRoutes } from '../ports/unicast-routes.js'
import type { OspfLinkAccess } from './link-holders.js'
import type { Perform } from './seat.js'

/** The part of UnicastRoutes that an engine reaches. */
export type RouteSink = Pick<UnicastRoutes, 'apply' | 'converged'>

/** What an OSPF instance leaves to whoever keeps it, and the lives after it. */
export interface OspfKeeper {
  sequenceNumber(last: number): void
  restarted(): void
  readyToRestart(effect: Extract<OspfEffect, { do: 'ready-to-restart' }>): void
}

export function performOspf(
  sockets: OspfLinkAccess,
  routes: RouteSink,
  foreignRoutes: Pick<ForeignRoutes, 'follow'>,
  reporter: Reports,
  stopped: () => void,
  keep: OspfKeeper,
): Perform<OspfEffect> {
  return (effect, took) => {
    switch (effect.do) {
      case 'open':
        return sockets.open(effect.interface)
      case 'close':
        return sockets.close(effect.interface)
      case 'join':
        return sockets.join(effect.interface, effect.group)
      case 'leave':
        return sockets.leave(effect.interface, effect.group)
      case 'send':
        return sockets.send(effect)
      case 'routes':
        return routes.apply(effect.changes)
      case 'follow-routes':
        return foreignRoutes.follow(effect.tables)
      case 'converged':
        return routes.converged()
      case 'remember':
        return keep.sequenceNumber(effect.sequenceNumber)
      case 'notice':
        return reporter.report(
          OSPF_WORDS,
          effect.notice,
          effect.notice.notice === 'routes-calculated' ? took : undefined,
        )
      case 'restarted':
        return keep.restarted()
      case 'ready-to-restart':
        return keep.readyToRestart(effect)
      case 'stopped':
        return stopped()
      default:
        return unreachable(effect)
    }
  }
}

/**
 * A link's IGMP socket, wanted by IGMP and by multicast forwarding alike: without one the kernel takes the reports that
 * come in on a VIF for data.
 */
export class SharedIgmpSockets {
  readonly #sockets: IgmpSockets
  /** By link index, who wants the socket. */
  readonly #holders = new Map<number, Set<'igmp' | 'multicast'>>()

  constructor(sockets: IgmpSockets) {
    this.#sockets = sockets
  }

  hold(holder: 'igmp' | 'multicast', interfaceIndex: number): void {
    const holders = this.#holders.get(interfaceIndex)
    if (holders !== undefined) {
      holders.add(holder)
      return
    }
    this.#holders.set(interfaceIndex, new Set([holder]))
    this.#sockets.open(interfaceIndex)
  }

  release(holder: 'igmp' | 'multicast', interfaceIndex: number): void {
    const holders = this.#holders.get(interfaceIndex)
    if (!holders?.delete(holder) || holders.size > 0) return
    this.#holders.delete(interfaceIndex)
    this.#sockets.close(interfaceIndex)
  }
}

/** @param tell hands what IGMP learned to multicast forwarding */
export function performIgmp(
  sockets: IgmpSockets,
  memberships: HostMemberships,
  shared: SharedIgmpSockets,
  tell: (input: MulticastInput) => void,
  reporter: Reporter,
  stopped: () => void,
): Perform<IgmpEffect> {
  return (effect) => {
    switch (effect.do) {
      case 'open':
        shared.hold('igmp', effect.interface)
        return tell({ on: 'igmp', interface: effect.interface, running: true })
      case 'close':
        shared.release('igmp', effect.interface)
        return tell({ on: 'igmp', interface: effect.interface, running: false })
      case 'send':
        return sockets.send(effect)
      case 'membership':
        return tell({ on: 'membership', membership: effect.membership })
      case 'host-membership':
        return memberships.set(effect.membership)
      case 'querier':
        return tell({ on: 'querier', interface: effect.interface, querier: effect.querier })
      case 'converged':
        return tell({ on: 'converged', interface: effect.interface })
      case 'notice':
        return reporter.report(IGMP_WORDS, effect.notice)
      case 'stopped':
        return stopped()
      default:
        return unreachable(effect)
    }
  }
}

/** Entries first: what comes between the readings counts as sent, not as missing. */
async function readCounters(table: Kernel['multicast']) {
  const entries = await table.readEntries()
  return { entries, vifs: await table.readVifs() }
}

/** @param tell answers a request for the kernel's entries */
export function performMulticast(
  kernel: Pick<Kernel, 'multicast' | 'hostMemberships' | 'endFormerLife'>,
  shared: SharedIgmpSockets,
  tell: (input: MulticastInput) => void,
  reporter: Reporter,
  stopped: () => void,
): Perform<MulticastEffect> {
  const { multicast: table, hostMemberships: memberships } = kernel
  const links = new Map<number, number>()
  return (effect) => {
    switch (effect.do) {
      case 'add-vif':
        links.set(effect.vif, effect.interface)
        shared.hold('multicast', effect.interface)
        return table.addVif(effect.vif, effect.interface)
      case 'remove-vif': {
        const link = links.get(effect.vif)
        links.delete(effect.vif)
        table.removeVif(effect.vif)
        if (link !== undefined) shared.release('multicast', link)
        return
      }
      case 'set-entry':
        return table.setEntry(effect)
      case 'remove-entry':
        return table.removeEntry(effect.source, effect.group)
      case 'host-membership':
        return memberships.set(effect.membership)
      case 'find-route':
        void table
          .findRoute(effect.source)
          .then((interfaces) => tell({ on: 'route', source: effect.source, interfaces }))
        return
      case 'watch-routes':
        return table.watchRoutes(effect.watch ? () => tell({ on: 'routes-changed' }) : undefined)
      case 'former-life-ended':
        return kernel.endFormerLife()
      case 'read-entries':
        void readCounters(table).then((read) => tell({ on: 'entries', ...read }))
        return
      case 'notice':
        return reporter.report(MULTICAST_WORDS, effect.notice)
      case 'stopped':
        return stopped()
      default:
        return unreachable(effect)
    }
  }
}
