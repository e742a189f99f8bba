import { matchesPattern } from '../protocols/engine/pattern.js'
import { isHostname } from '../protocols/ospf/lsa/router-information-lsa.js'
import { keyChains, type WrittenKey } from './schema/authentication.js'
import { control, kernel, log, metrics } from './schema/daemon.js'
import { igmp } from './schema/igmp.js'
import { multicast } from './schema/multicast.js'
import { ospf, type WrittenOspf } from './schema/ospf.js'
import { ospfInstances, type WrittenInstance } from './schema/ospf-instances.js'
import { section } from './schema/section.js'
import { routerIdText, text } from './schema/values.js'
import type { Settings } from './settings.js'

/** The settings as the file has them, before the names of key chains and the files of secrets are looked up. */
export interface WrittenSettings extends Omit<Settings, 'ospf' | 'ospfInstances' | 'keyChains'> {
  readonly ospf: WrittenOspf | undefined
  readonly ospfInstances: readonly (WrittenInstance & { readonly ospf: WrittenOspf })[]
  readonly keyChains: readonly { readonly name: string; readonly keys: readonly WrittenKey[] }[]
}

/**
 * The configuration file: the one source of its checks, its defaults, its JSON Schema and its documentation. Keys are
 * the leaves of the IETF's YANG models (RFC 9129 for OSPF) where they have one.
 */
export const schema = section(
  {
    'router-id': routerIdText().optional().meta({
      description: 'Names this router in the OSPF network; no two routers have the same.',
      defaultText: 'chosen from the addresses at the first start and kept from then on',
      reference: 'RFC 2328 §C.1',
    }),
    hostname: text((written) => (isHostname(written) ? written : undefined), {
      values: 'a name of 1 to 255 visible ASCII characters',
    })
      .optional()
      .meta({
        description: 'The name of this router, advertised so that others show it in the place of its Router ID.',
        defaultText: 'none is advertised',
        reference: 'RFC 5642',
      }),
    ospf: ospf.optional().meta({ description: 'OSPF version 2; left out, the daemon does not speak it.' }),
    'ospf-instances': ospfInstances.prefault({}).meta({
      defaultText: 'none',
      description:
        'More instances of OSPF, which have nothing in common with each other: each has its own interfaces, Router ID, database and kernel table.',
    }),
    igmp: igmp.optional().meta({
      description: 'The membership of hosts in multicast groups; left out, nobody is asked.',
      reference: 'RFC 3376',
    }),
    multicast: multicast.optional().meta({ description: 'Forwarding of multicast packets; left out, there is none.' }),
    'key-chains': keyChains.prefault({}).meta({
      description: 'Keys by the name of their chain, for `authentication` of OSPF interfaces.',
      reference: 'RFC 8177',
    }),
    kernel: kernel.prefault({}).meta({ description: 'How routes are put into the kernel.' }),
    metrics: metrics.optional().meta({ description: 'Metrics over TCP for Prometheus; left out, there are none.' }),
    control: control.prefault({}).meta({ description: 'How `waymark` reaches the daemon.' }),
    log: log.prefault({}).meta({ description: 'What is written to the journal.' }),
  },
  {
    at: 'multicast',
    with: ['igmp'],
    wrong: ({ multicast, igmp }) => {
      for (const [index, { upstream }] of multicast?.proxies.entries() ?? []) {
        const rule = igmp?.interfaces.find(({ pattern }) => matchesPattern(pattern, upstream))
        const message = `a proxy's upstream runs no IGMP router, but igmp.interfaces.${rule?.pattern} is one on ${upstream}`
        if (rule !== undefined) return { within: ['proxy', index, 'upstream'], message }
      }
      return undefined
    },
  },
).transform(
  ({ routerId, hostname, ospf, ospfInstances, ...settings }): WrittenSettings => ({
    ospf: ospf === undefined ? undefined : { ...ospf, routerId, hostname },
    ospfInstances: ospfInstances.map((instance) => ({
      ...instance,
      ospf: { ...instance.ospf, routerId: instance.ospf.routerId ?? routerId, hostname },
    })),
    ...settings,
  }),
)
