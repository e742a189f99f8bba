import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Network } from '../../lab/network.js'
import { Receiver, Sender, summing } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { formatIpv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import type { IgmpRefusal } from '../../protocols/igmp/notice.js'
import { IgmpHost, record } from './igmp-host.js'
import { igmpRuns } from './igmp-runs.js'
import { scenario } from './scenario.js'
import { scheduled, stopwatch } from './scheduled.js'

const [PORT, GROUP] = [5021, '239.255.0.1']
const GROUPS = 10_000
/** As many as fit into a packet. */
const RECORDS = 182

/** A stream in the studio, hosts in the hall (10.21.0.0/16) and in the yard. */
async function lans(network: Network, hall: object) {
  const at = await network.add('router')
  const [camera, crowd, second, guest] = [
    await network.add('camera', 'host'),
    await network.add('crowd', 'host'),
    await network.add('second', 'host'),
    await network.add('guest', 'host'),
  ]
  await network.connect(
    { at: camera, name: 'eth0', addresses: ['10.22.1.10/24'] },
    { at, name: 'studio', addresses: ['10.22.1.1/24'] },
  )
  await network.lan('hall', [
    { at, name: 'hall', addresses: ['10.21.0.1/16'] },
    { at: crowd, name: 'eth0', addresses: ['10.21.0.10/16'] },
    { at: second, name: 'eth0', addresses: ['10.21.0.11/16'] },
  ])
  await network.connect(
    { at: guest, name: 'eth0', addresses: ['10.22.3.10/24'] },
    { at, name: 'yard', addresses: ['10.22.3.1/24'] },
  )
  await camera.ip('route add default via 10.22.1.1')
  const router = await Waymark.start(network, at, {
    igmp: { interfaces: { studio: {}, hall, yard: {} } },
    multicast: { forward: ['studio', 'hall', 'yard'] },
  })
  await igmpRuns(router, 3)
  const host = await IgmpHost.start(crowd, '10.21.0.10', '239.255.0.2', PORT + 1)
  const inHall = async () =>
    (await router.ask('/igmp/interfaces')).interfaces.find((each) => each.interface === 'hall')!
  return { router, camera, crowd, second, guest, host, inHall }
}

scenario(
  '10,000 groups in version 3 reports are known within 0.5 s and 0.3 s of processor time',
  [],
  async (network) => {
    const { router, crowd, host, inHall } = await lans(network, { 'immediate-leave': true })
    const know = async (type: 'TO_EX' | 'TO_IN', count: number): Promise<void> => {
      const all = Array.from({ length: GROUPS }, (_, n) => record(type, formatIpv4(ipv4FromNumber(0xef010000 + n))))
      // Of several hosts: one gets no more than its share.
      for (let i = 0; i < all.length; i += RECORDS) {
        host.report(`10.21.1.${1 + Math.floor(i / 2500)}`, ...all.slice(i, i + RECORDS))
      }
      await until(
        `${count} groups are known`,
        async () => (await inHall()).groups,
        (groups) => (type === 'TO_EX' ? groups >= count : groups < GROUPS),
        { every: 25 },
      )
    }
    const programs = [router.program, ...crowd.programs]
    const before = scheduled(router.program).ran
    const took: number[] = []
    for (let round = 0; round < 3; round++) {
      // What else this machine does is none of the router's doing.
      const known = stopwatch(programs)
      await know('TO_EX', GROUPS)
      took.push(known())
      // The first time nothing has been compiled yet, and who looks costs something too.
      const ran = scheduled(router.program).ran - before
      if (round === 0) assert.ok(ran < 300, `${ran} ms of processor time`)
      await know('TO_IN', 0)
    }
    assert.ok(Math.min(...took) < 500, `known after ${took.join(', ')} ms on a processor of its own`)
  },
)

scenario(
  'a flood of forged reports hits the limits and nothing else: a stream loses nothing, another link is served',
  [],
  async (network) => {
    const limits = { groups: 1000, 'groups-per-host': 100, 'reports-per-second': 5000 }
    const { router, camera, second, guest, host, inHall } = await lans(network, { limits })
    await Sender.start(camera, { address: GROUP, port: PORT, rate: 500 })
    const receiver = await Receiver.start(second, PORT, { group: GROUP, own: '10.21.0.11' })
    await receiver.join()
    const other = await Receiver.start(guest, PORT, { group: GROUP, own: '10.22.3.10' })
    const memory = (await router.ask('/status')).memory
    const before = (await inHall()).refused
    const sum = summing(receiver)
    await sum()
    const flood = host.flood('10.21', 2)
    await sleep(500)
    const afterJoin = await other.join(3000)
    const reports = await flood
    assert.ok(reports > 20_000, `${reports} reports`)
    const { received, lost } = await sum()
    assert.ok(received > 500 && lost === 0, `${received} received, ${lost} lost, other joined after ${afterJoin} ms`)
    const hall = await inHall()
    assert.equal(hall.groups, 1000)
    const grew = ([reason, count]: [string, number]): boolean => count > (before[reason as IgmpRefusal] ?? 0)
    for (const [reason] of Object.entries(hall.refused).filter(grew))
      assert.match(reason, /^limit-|own-source|source-invalid/)
    assert.ok((hall.refused['limit-rate'] ?? 0) > 0 && (hall.refused['limit-groups'] ?? 0) > 0)
    const grown = (await router.ask('/status')).memory - memory
    assert.ok(grown < 64 * 1024 * 1024, `${grown} bytes more`)
    // It is over as soon as it is over: the hall's own hosts are heard again.
    receiver.leave()
    await until(
      'a leave is heard',
      async () => (await router.ask('/igmp/groups')).groups,
      (groups) => !groups.some((each) => each.interface === 'hall' && each.group === GROUP),
    )
  },
)
