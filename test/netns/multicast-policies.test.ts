import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { IgmpHost, record } from './igmp-host.js'
import { igmpRuns } from './igmp-runs.js'
import { forwardingEntries } from './multicast-table.js'
import { scenario } from './scenario.js'

const PORT = 5023
const [FIRST, SECOND, OWN] = ['10.23.1.10', '10.23.1.11', '10.23.2.10']

/** Sends to every group from both sources, every 50 ms. */
function send(camera: Namespace, groups: readonly string[]): void {
  const program = `const { createSocket } = require('dgram')
    for (const own of ['${FIRST}', '${SECOND}']) {
      const s = createSocket('udp4')
      s.bind(0, own, () => { s.setMulticastTTL(8); s.setMulticastInterface(own)
        setInterval(() => { for (const group of ${JSON.stringify(groups)}) s.send('x', ${PORT}, group) }, 50) })
    }`
  camera.start('sender', [process.execPath, '-e', program])
}

/** The kernel's entries: where packets of a group go, by source, as `10.23.1.10 hall, 10.23.1.11 nowhere`. */
async function forwarding(at: Namespace): Promise<ReadonlyMap<string, string>> {
  const entries = await forwardingEntries(at)
  const groups = new Map<string, string>()
  for (const { source, group, outgoing } of entries.toSorted((a, b) => (a.source < b.source ? -1 : 1))) {
    const to = outgoing.join('+') || 'nowhere'
    groups.set(group, [groups.get(group), `${source} ${to}`].filter((each) => each !== undefined).join(', '))
  }
  return groups
}

const both = (first: string, second: string): string => `${FIRST} ${first}, ${SECOND} ${second}`

scenario(
  'filters, SSM mapping, policies, static groups and static routes decide each (S,G) entry of the kernel',
  [],
  async (network) => {
    const [at, camera, screen, old] = [
      await network.add('router'),
      await network.add('camera', 'host'),
      await network.add('screen', 'host'),
      await network.add('old', 'host'),
    ]
    await network.connect(
      { at: camera, name: 'eth0', addresses: [`${FIRST}/24`, `${SECOND}/24`] },
      { at, name: 'studio', addresses: ['10.23.1.1/24'] },
    )
    await network.lan('hall', [
      { at, name: 'hall', addresses: ['10.23.2.1/24'] },
      { at: screen, name: 'eth0', addresses: [`${OWN}/24`] },
      { at: old, name: 'eth0', addresses: ['10.23.2.11/24'] },
    ])
    await camera.ip('route add default via 10.23.1.1')
    await old.sysctl({ 'conf/eth0/force_igmp_version': 2 })
    const router = await Waymark.start(network, at, {
      igmp: {
        interfaces: {
          studio: {},
          hall: {
            'robustness-variable': 1,
            'router-advertisements': true,
            policy: [
              { action: 'refuse', group: '239.23.9.0/24' },
              { action: 'refuse', group: '239.23.8.0/24', source: `${SECOND}/32` },
            ],
            'static-groups': [{ group: '239.23.3.1' }, { group: '239.23.3.2', sources: [SECOND] }],
            'join-groups': [{ group: '239.23.5.1' }],
            'ssm-map': [{ group: '232.23.0.0/16', sources: [FIRST] }],
          },
        },
      },
      multicast: {
        forward: ['studio', 'hall'],
        routes: [
          { group: '239.24.0.0/16', incoming: 'studio', outgoing: ['hall'] },
          { group: '239.25.0.0/24', source: `${SECOND}/32`, incoming: 'studio', outgoing: ['ha*'] },
        ],
      },
    })
    const capture = screen.start('tcpdump', ['tcpdump', '-nvl', '-i', 'eth0', 'dst', '224.0.0.106'])
    await capture.said(/listening on/)
    const host = await IgmpHost.start(screen, OWN, '239.23.255.1', PORT + 1)
    await igmpRuns(router, 2)
    host.report(
      OWN,
      record('ALLOW', '239.23.0.1', FIRST),
      record('TO_EX', '239.23.0.2', FIRST),
      record('TO_EX', '239.23.9.1'),
      record('ALLOW', '239.23.8.1', FIRST, SECOND),
      record('TO_EX', '232.23.1.1'),
    )
    old.start('member', [
      process.execPath,
      '-e',
      `const s = require('dgram').createSocket('udp4'); s.bind(${PORT}, () => s.addMembership('232.23.0.1', '10.23.2.11'))`,
    ])
    const wanted: Readonly<Record<string, string>> = {
      // RFC 3376 §6.3, in any group range.
      '239.23.0.1': both('hall', 'nowhere'),
      '239.23.0.2': both('nowhere', 'hall'),
      // RFC 4604: what a version 2 host means is mapped, what a version 3 one asks for without a source is ignored.
      '232.23.0.1': both('hall', 'nowhere'),
      '232.23.1.1': both('nowhere', 'nowhere'),
      '239.23.9.1': both('nowhere', 'nowhere'),
      '239.23.8.1': both('hall', 'nowhere'),
      '239.23.3.1': both('hall', 'hall'),
      '239.23.3.2': both('nowhere', 'hall'),
      '239.24.77.1': both('hall', 'hall'),
      '239.25.0.9': both('nowhere', 'hall'),
      '239.25.1.9': both('nowhere', 'nowhere'),
    }
    send(camera, Object.keys(wanted))
    const differing = (seen: ReadonlyMap<string, string>): string[] =>
      Object.entries(wanted).flatMap(([group, to]) => (seen.get(group) === to ? [] : [`${group}: ${seen.get(group)}`]))
    await until(
      'every entry is what the settings and the hosts say',
      async () => differing(await forwarding(at)),
      (left) => left.length === 0,
    )
    const refused = (await router.ask('/igmp/interfaces')).interfaces.find((each) => each.interface === 'hall')!.refused
    assert.deepEqual([refused.policy, refused['ssm-range']], [2, 1])
    assert.match(JSON.stringify(await at.ipJson('maddress show dev hall')), /239\.23\.5\.1/)
    // RFC 4286 §3: to All-Snoopers, with a TTL of 1 and Router Alert.
    await capture.said(/ttl 1,.*options \(RA\)\)\s+10\.23\.2\.1 > 224\.0\.0\.106/)
  },
)
