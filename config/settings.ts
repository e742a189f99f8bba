import type { Result } from '../protocols/base/result.js'
import type { PathType } from '../protocols/engine/route.js'
import type { IgmpSettings } from '../protocols/igmp/settings.js'
import type { MulticastSettings } from '../protocols/multicast/settings.js'
import type { Key } from '../protocols/ospf/authentication/key.js'
import type { RouterId } from '../protocols/ospf/identifiers.js'
import type { OspfSettings } from '../protocols/ospf/settings.js'

/** What one configuration file asks of the daemon: checked whole, with every default applied. */
export interface Settings {
  /** The default instance of OSPF; undefined: there is none. */
  readonly ospf: ConfiguredOspf | undefined
  /** The other instances of OSPF, by their names. */
  readonly ospfInstances: readonly InstanceSettings[]
  /** undefined: the daemon does not speak IGMP. */
  readonly igmp: IgmpSettings | undefined
  /** undefined: the daemon forwards no multicast. */
  readonly multicast: MulticastSettings | undefined
  /** The keys that interfaces name; they have them in their own settings too. */
  readonly keyChains: readonly KeyChain[]
  readonly kernel: KernelSettings
  /** undefined: no metrics are served over TCP (the control socket has them all the same). */
  readonly metrics: MetricsSettings | undefined
  readonly control: ControlSettings
  readonly log: LogSettings
}

/** The engine's settings; the daemon chooses and keeps a Router ID where the file has none. */
export interface ConfiguredOspf extends Omit<OspfSettings, 'routerId'> {
  readonly routerId: RouterId | undefined
  readonly distance: RouteDistances
}

/** Of the routes that several instances have to one prefix in one kernel table, the one with the least is used; 1 to 255. */
export interface RouteDistances {
  readonly intraArea: number
  readonly interArea: number
  readonly external: number
  /** By the type of the metric; undefined: `external`. */
  readonly external1: number | undefined
  readonly external2: number | undefined
}

export function distancesByPathType({ external, ...of }: RouteDistances): Record<PathType, number> {
  return {
    'intra-area': of.intraArea,
    'inter-area': of.interArea,
    'external-1': of.external1 ?? external,
    'external-2': of.external2 ?? external,
  }
}

/** The name of the instance that `ospf` configures. */
export const DEFAULT_INSTANCE = 'default'

export const MAIN_TABLE = 254

/** In the place of a kernel table's number: the table of the instance's VRF, which the kernel knows. */
export const VRF_TABLE = 0

/** One OSPF instance, and where its links and routes are. */
export interface InstanceSettings {
  readonly name: string
  /** Its links are those of this VRF; undefined: those that are in none. */
  readonly vrf: string | undefined
  readonly kernel: KernelSettings
  readonly ospf: ConfiguredOspf
}

/** Every instance, the default one first. */
export function instancesOf({ ospf, ospfInstances, kernel }: Settings): readonly InstanceSettings[] {
  if (ospf === undefined) return ospfInstances
  return [{ name: DEFAULT_INSTANCE, vrf: undefined, kernel, ospf }, ...ospfInstances]
}

export interface KeyChain {
  readonly name: string
  readonly keys: readonly Key[]
}

/** Reads a file with a secret, whose path is as the configuration has it; the error says why that cannot be. */
export type SecretReader = (path: string) => Result<SecretFile, string>

export interface SecretFile {
  readonly bytes: Uint8Array
  /** Everybody on the machine can read it. */
  readonly worldReadable: boolean
}

export interface KernelSettings {
  /** The kernel routing table for unicast routes, 1 to 4294967295; 254 is `main`; or VRF_TABLE. */
  readonly table: number
  /** The metric (priority) of unicast routes in that table, 1 to 4294967295; a lower one is preferred. */
  readonly metric: number
  /** The same for routes to other areas and to outside of the AS; undefined: `metric`. */
  readonly interAreaMetric: number | undefined
  readonly externalMetric: number | undefined
  /** By the type of the metric in OSPF; undefined: `externalMetric`. */
  readonly external1Metric: number | undefined
  readonly external2Metric: number | undefined
}

/** What decides on the metric of a kind of route in the kernel: the first of these that there is. */
export const METRIC_OF = {
  'intra-area': ['metric'],
  'inter-area': ['interAreaMetric', 'metric'],
  'external-1': ['external1Metric', 'externalMetric', 'metric'],
  'external-2': ['external2Metric', 'externalMetric', 'metric'],
} as const satisfies Record<PathType, readonly (keyof KernelSettings)[]>

export function metricsByPathType(kernel: KernelSettings): Record<PathType, number> {
  const metricOf = (kind: PathType): number =>
    METRIC_OF[kind].map((name) => kernel[name]).find((metric) => metric !== undefined)!
  return {
    'intra-area': metricOf('intra-area'),
    'inter-area': metricOf('inter-area'),
    'external-1': metricOf('external-1'),
    'external-2': metricOf('external-2'),
  }
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
