import type { Instant } from '../protocols/base/duration.js'
import type { Random } from '../protocols/base/random.js'
import type { Engine } from '../protocols/engine/engine.js'
import type { IgmpEffect, IgmpInput } from '../protocols/igmp/contract.js'
import type { IgmpView } from '../protocols/igmp/view.js'
import type { MulticastEffect, MulticastInput } from '../protocols/multicast/contract.js'
import type { MulticastView } from '../protocols/multicast/view.js'
import type { OspfEffect, OspfInput } from '../protocols/ospf/contract.js'
import type {
  BorderRouterView,
  DatabaseEntryView,
  ExternalRouteView,
  OspfView,
  RouteView,
} from '../protocols/ospf/view.js'

/** OSPF as the daemon sees it. */
export interface OspfSpeaker extends Engine<OspfInput, OspfEffect> {
  /** It does nothing for a while, because there were too many LSAs. */
  readonly isPaused: boolean
  /** undefined until it has settings. */
  view(now: Instant): OspfView | undefined
  database(now: Instant): Iterable<DatabaseEntryView>
  routes(now: Instant): readonly RouteView[]
  externals(now: Instant): readonly ExternalRouteView[]
  borderRouters(now: Instant): readonly BorderRouterView[]
}

/** IGMP as the daemon sees it. */
export interface IgmpSpeaker extends Engine<IgmpInput, IgmpEffect> {
  view(now: Instant): IgmpView
}

/** Multicast forwarding as the daemon sees it. */
export interface MulticastForwarder extends Engine<MulticastInput, MulticastEffect> {
  view(now: Instant): MulticastView
}

/** Makes the engines; each begins without settings and without links. */
export interface EngineMakers {
  ospf(random: Random): OspfSpeaker
  igmp(): IgmpSpeaker
  multicast(): MulticastForwarder
}
