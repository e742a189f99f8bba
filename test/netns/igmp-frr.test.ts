import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Frr } from './frr.js'
import { scenario } from './scenario.js'

const FRR = '10.6.0.20'
const GROUP = '239.6.6.6'

/** The part of pimd's answers that is looked at. */
interface Seen {
  readonly eth0?: {
    readonly querierIp?: string
    readonly groups?: readonly { readonly group: string; readonly mode: string }[]
  }
}

const TIMERS = { 'query-interval': '2 s', 'query-max-response-time': '1 s' }

// A LAN with FRR's pimd, this router at `own`, and a host that is a member of the group.
for (const { own, querier } of [
  { own: '10.6.0.10', querier: '10.6.0.10' },
  { own: '10.6.0.30', querier: FRR },
]) {
  scenario(
    `on a LAN with FRR's pimd the lower address is querier, ${querier}, and both know the member`,
    ['frr'],
    async (network) => {
      const [at, peer, host] = [
        await network.add('router'),
        await network.add('frr'),
        await network.add('host', 'host'),
      ]
      await network.lan('lan', [
        { at, name: 'eth0', addresses: [`${own}/24`] },
        { at: peer, name: 'eth0', addresses: [`${FRR}/24`] },
        { at: host, name: 'eth0', addresses: ['10.6.0.99/24'] },
      ])
      const frr = await Frr.start(
        network,
        peer,
        ['pimd'],
        ['interface eth0', ' ip igmp', ' ip igmp query-max-response-time 10', ' ip igmp query-interval 2', ''].join(
          '\n',
        ),
      )
      const router = await Waymark.start(network, at, { igmp: { interfaces: { eth0: TIMERS } } })
      host.start('member', [
        process.execPath,
        '-e',
        `const s = require('dgram').createSocket('udp4'); s.bind(5009, () => s.addMembership('${GROUP}', '10.6.0.99'))`,
      ])
      const queriers = async (): Promise<string> => {
        const [ours] = (await router.ask('/igmp/interfaces')).interfaces
        const theirs = JSON.parse(await frr.vtysh('show ip igmp interface json')) as Seen
        return `${ours?.querier} ${theirs.eth0?.querierIp}`
      }
      await until('both know the same querier', queriers, (seen) => seen === `${querier} ${querier}`)
      await until(
        'FRR knows the member',
        async () => JSON.parse(await frr.vtysh('show ip igmp groups json')) as Seen,
        ({ eth0 }) => eth0?.groups?.map(({ group, mode }) => `${group} ${mode}`).join() === `${GROUP} EXCLUDE`,
      )
      await until(
        'this router knows the member',
        async () => (await router.ask('/igmp/groups')).groups,
        (groups) => groups.some(({ group }) => group === GROUP),
      )
    },
  )
}
