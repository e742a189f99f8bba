import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Namespace } from '../../lab/namespace.js'
import { Receiver } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { scenario } from './scenario.js'

const CLI = fileURLToPath(new URL('../../cli/main.js', import.meta.url))
const PORT = 5013

/** Sends a packet every 50 ms with this TTL. */
function send(at: Namespace, group: string, ttl: number, source?: string): void {
  const bind = source === undefined ? '' : `, '${source}'`
  at.start('sender', [
    process.execPath,
    '-e',
    `const s = require('dgram').createSocket('udp4')
     s.bind(0${bind}, () => { s.setMulticastTTL(${ttl}); setInterval(() => s.send('x', ${PORT}, '${group}'), 50) })`,
  ])
}

scenario(
  'explain says of real packets why they do not arrive, and each reason is a metric: TTL 1, rp_filter, nobody a member, another owner',
  ['smcroute'],
  async (network) => {
    const [at, camera, screen] = [
      await network.add('router'),
      await network.add('camera', 'host'),
      await network.add('screen', 'host'),
    ]
    await network.connect(
      { at: camera, name: 'eth0', addresses: ['10.12.1.10/24', '192.0.2.7/32'] },
      { at, name: 'studio', addresses: ['10.12.1.1/24'] },
    )
    await network.connect(
      { at: screen, name: 'eth0', addresses: ['10.12.2.10/24'] },
      { at, name: 'hall', addresses: ['10.12.2.1/24'] },
    )
    await camera.ip('route add default via 10.12.1.1')
    await network.connect(
      { at: screen, name: 'eth1', addresses: [] },
      { at, name: 'lobby', addresses: ['10.12.3.1/24'] },
    )
    await at.sysctl({ 'conf/studio/rp_filter': 1 })
    const configured = (hall: object) => ({
      igmp: { interfaces: { studio: {}, hall, lobby: { passive: true } } },
      multicast: { forward: ['studio', 'hall'], interfaces: { hall: { boundary: ['239.12.9.0/24'] } } },
    })
    const narrow = configured({ limits: { groups: 4 }, 'oldest-host-version': 2 })
    const router = await Waymark.start(network, at, narrow)
    const counts = (sample: string, atLeast = 1): Promise<unknown> =>
      until(
        `${sample} is ${atLeast}`,
        () => router.metric(`waymark_${sample}`),
        (value) => (atLeast === 0 ? value === 0 : (value ?? 0) >= atLeast),
        { within: 12_000 },
      )
    const explained = (group: string): Promise<string> =>
      at.run(['sh', '-c', `${process.execPath} ${CLI} explain multicast ${group} --socket ${router.socket}; true`])
    const says = (group: string, what: RegExp): Promise<unknown> =>
      until(
        `it says ${what}`,
        () => explained(group),
        (text) => what.test(text),
        { within: 10_000 },
      )
    for (const group of ['239.12.0.1', '239.12.0.2', '239.12.9.1', '239.12.0.4', '239.12.0.5']) {
      const receiver = await Receiver.start(screen, PORT, { group, own: '10.12.2.10' })
      void receiver.join(60_000).catch(() => {})
    }
    send(camera, '239.12.0.1', 1)
    send(camera, '239.12.0.2', 8, '192.0.2.7')
    send(camera, '239.12.0.3', 8)
    send(camera, '239.12.9.1', 8)
    await Promise.all([
      says('239.12.0.1', /✗ packets of 10\.12\.1\.10 arrive with a TTL of 1: too low to go on to hall/),
      says('239.12.0.2', /✗ rp_filter is set on studio \(1\): .*; [1-9]\d* packets so far/),
      says('239.12.0.3', /✗ no host is a member of 239\.12\.0\.3/),
      says('239.12.9.1', /✗ hall has a member, but 239\.12\.9\.1 does not pass its boundary/),
    ])
    await screen.sysctl({ 'conf/eth0/force_igmp_version': 1 })
    void (await Receiver.start(screen, PORT, { group: '239.12.0.6', own: '10.12.2.10' })).join(60_000).catch(() => {})
    await says('239.12.0.3', /on hall were refused: .*host-version \d+, limit-groups \d+/)
    await Promise.all([
      counts('multicast_not_sent_packets_total{interface="hall"}'),
      counts('reverse_path_filter_dropped_packets_total'),
      counts('multicast_flows{verdict="no-member"}'),
      counts('multicast_flows{verdict="boundary"}'),
      counts('igmp_messages_dropped_total{interface="hall",reason="host-version"}'),
      counts('igmp_messages_dropped_total{interface="hall",reason="limit-groups"}'),
      counts('igmp_querier_known{interface="lobby"}', 0),
      counts('multicast_forwarding_interfaces', 2),
      counts('multicast_table_owned'),
    ])
    // The kernel lets it through now, but there is still no way back to its source.
    await at.sysctl({ 'conf/studio/rp_filter': 0 })
    await says('239.12.0.2', /✗ 192\.0\.2\.7 sends on studio, and it goes nowhere: the source is in no subnet/)
    await counts('multicast_flows{verdict="reverse-path"}')

    // smcroute has the kernel's table when the daemon starts again, and gives it up later. No limit is in the way of the group then.
    await router.stop()
    router.configure(configured({}))
    const configuration = join(network.directory, 'smcroute.conf')
    writeFileSync(configuration, 'phyint studio enable\nphyint hall enable\n')
    const own = ['-P', `${network.directory}/smcroute.pid`, '-u', `${network.directory}/smcroute.sock`]
    const smcroute = at.start('smcroute', ['smcrouted', '-n', '-N', '-f', configuration, ...own])
    await until(
      'smcroute has the table',
      () => at.run(['cat', '/proc/net/ip_mr_vif']),
      (vifs) => /hall/.test(vifs),
    )
    await router.restart()
    await says('239.12.0.1', /✗ another program owns the kernel's multicast forwarding/)
    await counts('multicast_table_owned', 0)
    await screen.sysctl({ 'conf/eth0/force_igmp_version': 0 })
    await smcroute.stop()
    await until(
      'the table is ours',
      () => router.ask('/multicast/routes'),
      ({ owned }) => owned,
    )
    const stream = await Receiver.start(screen, PORT, { group: '239.12.0.3', own: '10.12.2.10' })
    await stream.join()
  },
)
