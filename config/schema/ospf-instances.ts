import * as z from 'zod'
import { DEFAULT_INSTANCE, type InstanceSettings, VRF_TABLE } from '../settings.js'
import { kernelKeys, table } from './daemon.js'
import { ospfKeys, type WrittenOspf, writtenOspf } from './ospf.js'
import { section } from './section.js'
import { interfaceName, routerIdText } from './values.js'

/** An instance before the names of key chains are looked up; the daemon's own Router ID and name are its own too. */
export interface WrittenInstance extends Omit<InstanceSettings, 'ospf'> {
  readonly ospf: Omit<WrittenOspf, 'hostname'>
}

const instanceName = z
  .string()
  .regex(new RegExp(`^(?!${DEFAULT_INSTANCE}$)[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`))
  .meta({
    values: `a name of letters, digits, - and _, at most 32 characters; ${DEFAULT_INSTANCE} is the one under ospf`,
  })

const kernel = section({
  ...kernelKeys,
  table: table.optional().meta({
    description: 'The kernel routing table for its routes; instances with one table between them go by `distance`.',
    defaultText: 'required, but in a VRF that of the VRF',
  }),
})

const instance = section(
  {
    vrf: interfaceName.optional().meta({
      description: 'The VRF device that its interfaces are enslaved to. It is waited for.',
      defaultText: 'its interfaces are in no VRF',
    }),
    'router-id': routerIdText().optional().meta({
      description: 'Names this router in the network of the instance.',
      defaultText: '`router-id` at the top; where there is none, chosen from the addresses of its links and kept',
      reference: 'RFC 2328 §C.1',
    }),
    kernel: kernel.prefault({}).meta({ description: 'How its routes are put into the kernel.' }),
    ...ospfKeys,
  },
  {
    at: 'kernel',
    with: ['vrf'],
    wrong: ({ vrf, kernel }) => {
      if (vrf === undefined) return kernel.table === undefined ? 'a table is needed, such as table: 100' : undefined
      return kernel.table === undefined
        ? undefined
        : { within: ['table'], message: `the table is that of the VRF ${vrf}` }
    },
  },
).transform(({ vrf, routerId, kernel, ...ospf }): Omit<WrittenInstance, 'name'> => {
  const own = vrf === undefined ? undefined : VRF_TABLE
  return {
    vrf,
    kernel: { ...kernel, table: kernel.table ?? VRF_TABLE },
    ospf: { ...writtenOspf(ospf, own), routerId },
  }
})

export const ospfInstances = z
  .record(instanceName, instance.meta({ like: 'ospf' }))
  .transform((written) => Object.entries(written).map(([name, rest]): WrittenInstance => ({ name, ...rest })))
  .meta({ values: 'a section with names of instances as its keys' })
