import * as z from 'zod'
import {
  type ControlSettings,
  type KernelSettings,
  type ListenAddress,
  type LogSettings,
  MAIN_TABLE,
  type MetricsSettings,
} from '../settings.js'
import { section } from './section.js'
import { choice, integer, refuse, text } from './values.js'

const LOCAL_TABLE = 255
/** sun_path of a Unix socket address, without its closing NUL. */
const LONGEST_SOCKET_PATH = 107

export const table = z
  .union([z.literal('main'), z.int().min(1).max(0xffffffff)])
  .transform((written, context): number => {
    if (written === 'main') return MAIN_TABLE
    return written === LOCAL_TABLE ? refuse(context, written) : written
  })
  .meta({
    values: 'main, or the number of a table from 1 to 4294967295 (255, the local table, excepted)',
    unit: 'table',
  })

const metricFor = (destinations: string, otherwise: string) =>
  integer(1, 0xffffffff)
    .optional()
    .meta({ description: `The same for routes to ${destinations}.`, defaultText: `\`${otherwise}\`` })

export const kernelKeys = {
  table: table.prefault('main').meta({ description: 'The kernel routing table for unicast routes.' }),
  metric: integer(1, 0xffffffff).default(20).meta({
    description: 'The metric (priority) of unicast routes in the table: of two routes, the lower one is used.',
  }),
  'inter-area-metric': metricFor('networks of other areas', 'metric'),
  'external-metric': metricFor('networks outside of the AS', 'metric'),
  'external-1-metric': metricFor('those of external metric type 1', 'external-metric'),
  'external-2-metric': metricFor('those of external metric type 2', 'external-metric'),
}

export const kernel = section(kernelKeys).transform((settings): KernelSettings => settings)

export const metrics = section({
  listen: text<ListenAddress>(parseListen, {
    values: 'an address and port such as 127.0.0.1:9342 or "[::1]:9342"',
    unit: 'listen',
  })
    .prefault('127.0.0.1:9342')
    .meta({ description: 'Where Prometheus finds /metrics.' }),
}).transform((settings): MetricsSettings => settings)

export const control = section({
  socket: text((path) => (path.startsWith('/') && path.length <= LONGEST_SOCKET_PATH ? path : undefined), {
    values: `an absolute path of at most ${LONGEST_SOCKET_PATH} characters`,
  })
    .prefault('/run/waymark/control.sock')
    .meta({ description: 'The Unix socket through which `waymark show` asks the daemon.' }),
}).transform((settings): ControlSettings => settings)

export const log = section({
  level: choice(['error', 'warning', 'notice', 'info', 'debug'])
    .default('info')
    .meta({ description: 'The least important lines that are written.' }),
}).transform((settings): LogSettings => settings)

function parseListen(written: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):([1-9][0-9]{0,4})$/.exec(written)
  const port = Number(match?.[3])
  if (match === null || port > 65535) return undefined
  const [, ipv6, ipv4] = match
  if (ipv6 !== undefined) return z.ipv6().safeParse(ipv6).success ? { host: ipv6, port } : undefined
  return z.ipv4().safeParse(ipv4).success ? { host: ipv4!, port } : undefined
}
