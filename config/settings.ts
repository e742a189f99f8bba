import type { IgmpSettings } from '../protocols/igmp/settings.js'
import type { MulticastSettings } from '../protocols/multicast/settings.js'
import type { RouterId } from '../protocols/ospf/identifiers.js'
import type { OspfSettings } from '../protocols/ospf/settings.js'

/** What one configuration file asks of the daemon: checked whole, with every default applied. */
export interface Settings {
  /** undefined: the daemon does not speak OSPF. */
  readonly ospf: ConfiguredOspf | undefined
  /** undefined: the daemon does not speak IGMP. */
  readonly igmp: IgmpSettings | undefined
  /** undefined: the daemon forwards no multicast. */
  readonly multicast: MulticastSettings | undefined
  readonly kernel: KernelSettings
  /** undefined: no metrics are served over TCP (the control socket has them all the same). */
  readonly metrics: MetricsSettings | undefined
  readonly control: ControlSettings
  readonly log: LogSettings
}

/** The engine's settings; the daemon chooses and keeps a Router ID where the file has none. */
export interface ConfiguredOspf extends Omit<OspfSettings, 'routerId'> {
  readonly routerId: RouterId | undefined
}

export interface KernelSettings {
  /** The kernel routing table for unicast routes, 1 to 4294967295; 254 is `main`. */
  readonly table: number
  /** The metric (priority) of unicast routes in that table, 1 to 4294967295; a lower one is preferred. */
  readonly metric: number
}

export interface MetricsSettings {
  readonly listen: ListenAddress
}

/** A TCP address to serve on. */
export interface ListenAddress {
  /** An IPv4 or IPv6 address, without brackets. */
  readonly host: string
  /** 1 to 65535 */
  readonly port: number
}

export interface ControlSettings {
  /** The absolute path of the Unix socket that `waymark show` talks to. */
  readonly socket: string
}

export type LogLevel = 'error' | 'warning' | 'notice' | 'info' | 'debug'

export interface LogSettings {
  /** The least important lines that are written. */
  readonly level: LogLevel
}
