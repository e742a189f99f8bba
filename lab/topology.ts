import type { Namespace } from './namespace.js'
import type { Network } from './network.js'
import { type InterfacePlan, type RouterPlan, waymarkOspf } from './plan.js'
import type { Configuration } from './waymark.js'

export const PICTURE = `
  camera ── 10.4.1.0/24 ──┐       ┌── 10.1.14.0/30 ── r1 ──┐
                          ├─ r4 ──┤                        ├── LAN 10.0.0.0/24 ── r3 ── 10.3.0.0/24 ── office
  screen ── 10.4.2.0/24 ──┘       └── 10.1.24.0/30 ── r2 ──┘
`

export const routerNames = ['r1', 'r2', 'r3', 'r4'] as const
export type RouterName = (typeof routerNames)[number]
export const hostNames = ['camera', 'screen', 'office'] as const
export type HostName = (typeof hostNames)[number]

export const CAMERA = '10.4.1.10'
export const SCREEN = '10.4.2.10'
export const OFFICE = '10.3.0.10'
export const GROUP = '239.1.2.3'
export const UNICAST_PORT = 5004
export const MULTICAST_PORT = 5006

/** How many neighbors each router must be Full with: all three on the LAN, where one is DR and one is Backup. */
export const ADJACENCIES: Readonly<Record<RouterName, number>> = { r1: 3, r2: 3, r3: 2, r4: 2 }

export type Lab = Readonly<Record<RouterName | HostName, Namespace>>

/** Builds the namespaces, cables and LANs of the picture; nothing runs in them yet. */
export async function build(network: Network): Promise<Lab> {
  const entries = await Promise.all([
    ...routerNames.map(async (name) => [name, await network.add(name)]),
    ...hostNames.map(async (name) => [name, await network.add(name, 'host')]),
  ])
  const lab = Object.fromEntries(entries) as Lab
  await network.lan(
    'core',
    (['r1', 'r2', 'r3'] as const).map((name) => ({
      at: lab[name],
      name: 'lan0',
      addresses: [`10.0.0.${name.slice(1)}/24`],
    })),
  )
  const cable = (a: Namespace, aName: string, aAddress: string, b: Namespace, bName: string, bAddress: string) =>
    network.connect({ at: a, name: aName, addresses: [aAddress] }, { at: b, name: bName, addresses: [bAddress] })
  await cable(lab.r1, 'to-r4', '10.1.14.1/30', lab.r4, 'to-r1', '10.1.14.2/30')
  await cable(lab.r2, 'to-r4', '10.1.24.1/30', lab.r4, 'to-r2', '10.1.24.2/30')
  await cable(lab.r3, 'desks', '10.3.0.1/24', lab.office, 'eth0', `${OFFICE}/24`)
  await cable(lab.r4, 'studio', '10.4.1.1/24', lab.camera, 'eth0', `${CAMERA}/24`)
  await cable(lab.r4, 'hall', '10.4.2.1/24', lab.screen, 'eth0', `${SCREEN}/24`)
  await lab.office.ip('route add default via 10.3.0.1')
  await lab.camera.ip('route add default via 10.4.1.1')
  await lab.screen.ip('route add default via 10.4.2.1')
  return lab
}

const lan = (name: string, priority: number): InterfacePlan => ({ name, type: 'broadcast', cost: 10, priority })
const link = (name: string): InterfacePlan => ({ name, type: 'point-to-point', cost: 10 })
const hosts = (name: string): InterfacePlan => ({ name, type: 'broadcast', cost: 10, passive: true })

const plans: Readonly<Record<RouterName, RouterPlan>> = {
  r1: { name: 'r1', routerId: '192.0.2.1', interfaces: [lan('lan0', 10), link('to-r4')] },
  r2: { name: 'r2', routerId: '192.0.2.2', interfaces: [lan('lan0', 5), link('to-r4')] },
  r3: { name: 'r3', routerId: '192.0.2.3', interfaces: [lan('lan0', 1), hosts('desks')] },
  r4: {
    name: 'r4',
    routerId: '192.0.2.4',
    interfaces: [link('to-r1'), link('to-r2'), hosts('studio'), hosts('hall')],
  },
}

/** What each router's daemon is configured with: OSPF everywhere, multicast between the two LANs of r4. */
export function configurationOf(name: RouterName): Configuration {
  if (name !== 'r4') return waymarkOspf(plans[name])
  return {
    ...waymarkOspf(plans[name]),
    igmp: { interfaces: { studio: {}, hall: {} } },
    multicast: { forward: ['studio', 'hall'] },
  }
}
