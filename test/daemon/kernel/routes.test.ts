import assert from 'node:assert/strict'
import type { Namespace } from '../../../lab/namespace.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import type { NextHop, PathType, Route, RouteChange } from '../../../protocols/engine/route.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from './remote-kernel.js'
import { apply, deletions, MAIN, METRIC, many, notices, router, unwanted, via, wanted } from './route-table.js'

/** The routes of a protocol in one table, a line each, as ip prints them. */
async function routes(at: Namespace, which = 'proto 188'): Promise<string[]> {
  const text = await at.run([
    'sh',
    '-c',
    `ip -N route show table all ${which} | sed 's/ nhid [0-9]*//; s/ *$//' | grep . || true`,
  ])
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('\t'))
    .toSorted()
}

scenario('routes are added, replaced in place and deleted as they are wanted', [], async (network) => {
  const { a, kernel, links } = await router(network)
  const [one, two] = [links[0].index, links[1].index]
  await apply(
    kernel,
    wanted('192.0.2.0/24', via(one, '10.0.1.2')),
    wanted('198.51.100.0/24', via(one, '10.0.1.2'), via(two, '10.0.2.2')),
    wanted('203.0.113.0/25', via(two, '172.16.9.9', true)),
    wanted('203.0.113.128/32', { interface: one, onlink: false }),
    wanted('0.0.0.0/0', via(one, '10.0.1.2')),
  )
  const printed = await a.run(['sh', '-c', "ip route show proto 188 | sed 's/ nhid [0-9]*//' | tr -s ' \\n\\t' ' '"])
  for (const expected of [
    '192.0.2.0/24 via 10.0.1.2 dev left1 metric 20',
    '198.51.100.0/24 metric 20 nexthop via 10.0.1.2 dev left1 weight 1 nexthop via 10.0.2.2 dev left2 weight 1',
    '203.0.113.0/25 via 172.16.9.9 dev left2 metric 20 onlink',
    '203.0.113.128 dev left1 scope link metric 20',
    'default via 10.0.1.2 dev left1 metric 20',
  ]) {
    assert(printed.includes(expected), `${expected}\nin\n${printed}`)
  }

  const monitor = a.start('monitor', ['ip', '-4', 'monitor', 'route'])
  await eventually(async () => {
    await a.ip('route replace 192.168.77.0/24 via 10.0.1.2', 'route delete 192.168.77.0/24')
    return /192\.168\.77\.0/.test(monitor.log)
  })
  await apply(kernel, wanted('192.0.2.0/24', via(two, '10.0.2.2')), unwanted('198.51.100.0/24'))
  await monitor.said(/Deleted 198\.51\.100\.0\/24/)
  assert.match(monitor.log, /192\.0\.2\.0\/24 nhid \d+ via 10\.0\.2\.2 dev left2/)
  assert.doesNotMatch(monitor.log, /Deleted 192\.0\.2\.0/)
  assert.equal((await routes(a)).length, 4)
  assert.equal(await kernel.call('routes.installedCount'), 4)
  await kernel.stop()
})

scenario('a route without a next hop discards; it is replaced in place and comes back', [], async (network) => {
  const { a, kernel, links } = await router(network)
  const blackholes = async () => (await a.run(['ip', 'route', 'show', 'proto', '188'])).replace(/nhid \d+ /, '').trim()
  await apply(kernel, wanted('10.9.0.0/16'))
  assert.equal(await blackholes(), 'blackhole 10.9.0.0/16 metric 20')
  await a.ip('route del blackhole 10.9.0.0/16 metric 20')
  await eventually(async () => (await blackholes()) === 'blackhole 10.9.0.0/16 metric 20')
  await apply(kernel, wanted('10.9.0.0/16', via(links[0].index, '10.0.1.2')))
  assert.equal(await blackholes(), '10.9.0.0/16 via 10.0.1.2 dev left1 metric 20')
  await apply(kernel, wanted('10.9.0.0/16'))
  assert.equal(await blackholes(), 'blackhole 10.9.0.0/16 metric 20')
  await apply(kernel, unwanted('10.9.0.0/16'))
  assert.equal(await blackholes(), '')
  await kernel.stop()
})

scenario('a route in a table of its own is there, and only there', [], async (network) => {
  const { a, kernel, links } = await router(network)
  await kernel.call('routes.close')
  await kernel.call('openRoutes', 1000, 7)
  await apply(kernel, wanted('192.0.2.0/24', via(links[0].index, '10.0.1.2')))
  assert.deepEqual(await routes(a, '192.0.2.0/24'), [
    '192.0.2.0/24 via 10.0.1.2 dev left1 table 1000 proto 188 metric 7',
  ])
  // That the table did not exist before is no failure.
  assert.deepEqual(notices(kernel, 'netlink-request-failed'), [])
  await kernel.call('routes.withdrawAll')
  assert.deepEqual(await routes(a), [])
  await kernel.stop()
})

scenario(
  'routes of each kind have the metric of their kind, also when they change it, and after a crash',
  [],
  async (network) => {
    const { a, kernel, links } = await router(network)
    await kernel.call('routes.close')
    await kernel.call('openRoutes', MAIN, METRIC, { 1: 110, 2: 120 })
    const hop = via(links[0].index, '10.0.1.2')
    const external = (text: string, pathType: PathType = 'external-1'): RouteChange => ({
      prefix: prefix(text),
      route: { prefix: prefix(text), nextHops: [hop], pathType },
    })
    await apply(kernel, wanted('192.0.2.0/24', hop), external('198.51.100.0/24'))
    const shown = async (text: string) => (await routes(a, text)).map((line) => line.replace(/^.* metric /, ''))
    assert.deepEqual([await shown('192.0.2.0/24'), await shown('198.51.100.0/24')], [['20'], ['110']])
    await apply(kernel, external('192.0.2.0/24', 'external-2'))
    await eventually(async () => (await shown('192.0.2.0/24')).join() === '120')
    await apply(kernel, external('192.0.2.0/24'))
    await eventually(async () => (await shown('192.0.2.0/24')).join() === '110')
    await apply(kernel, wanted('192.0.2.0/24', hop))
    await eventually(async () => (await shown('192.0.2.0/24')).join() === '20')
    await kernel.kill()
    const next = await RemoteKernel.start(a)
    await next.call('openRoutes', MAIN, METRIC, { 1: 110, 2: 120 })
    await apply(next, wanted('192.0.2.0/24', hop), external('198.51.100.0/24'))
    await next.call('routes.converged')
    await next.call('routes.settled')
    const { added, replaced, adopted } = await next.call('routes.counters')
    assert.deepEqual([added, replaced, adopted], [0, 0, 2], 'what is right already is not touched')
    await next.call('routes.withdrawAll')
    assert.deepEqual(await routes(a), [])
    await next.stop()
  },
)

scenario('routes of a former life are adopted, kept until convergence and then swept', [], async (network) => {
  const { a, kernel, links } = await router(network)
  const one = links[0].index
  await apply(kernel, ...many(50, via(one, '10.0.1.2')))
  await kernel.kill()
  await a.ip(
    'route add 192.0.2.0/24 proto 188 metric 99 via 10.0.1.2',
    'route add blackhole 192.0.2.0/24 proto 188 metric 20',
    'route add 192.0.2.0/24 proto 188 metric 20 table 5 via 10.0.1.2',
    'route add 192.0.2.0/24 proto static metric 98 via 10.0.1.2',
  )
  const next = await RemoteKernel.start(a)
  await next.call('openRoutes', MAIN, METRIC)
  await next.until(({ value }) => value.notice === 'routes-adopted' && value.count === 52)
  await apply(next, ...many(40, via(one, '10.0.1.2')))
  assert.equal((await routes(a, 'proto 188 table main')).length, 52)
  const { added, replaced } = await next.call('routes.counters')
  assert.deepEqual([added, replaced], [0, 0], 'what is right already is not touched')
  await next.call('routes.converged')
  await next.call('routes.settled')
  await next.until(({ value }) => value.notice === 'routes-swept' && value.count === 12)
  assert.equal((await routes(a, 'proto 188 table main')).length, 40)
  assert.equal((await routes(a, '192.0.2.0/24')).length, 2, 'another table and another protocol are left alone')
  await next.stop()
})

scenario('routes that somebody deletes or replaces come back within a second', [], async (network) => {
  const { a, kernel, links } = await router(network)
  await apply(kernel, ...many(300, via(links[0].index, '10.0.1.2')))
  await a.ip(...deletions(300))
  await eventually(async () => (await routes(a)).length === 300)
  const restored = notices(kernel, 'routes-restored')
  assert.equal(
    restored.reduce((sum, notice) => sum + notice.count, 0),
    300,
  )
  assert(restored.every((notice) => notice.cause === 'deleted-by-another'))
  // The best of some tries: the machine may be busy with other things.
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    await a.ip('route delete 20.0.7.0/24')
    times.push(await timed(() => eventually(async () => (await routes(a)).length === 300)))
  }
  assert(Math.min(...times) < 1000, `${times} ms`)

  await a.ip('route replace 20.0.8.0/24 proto static metric 20 via 10.0.2.2')
  await kernel.until(({ value }) => value.notice === 'route-conflict' && value.prefix.address === ipv4('20.0.8.0'))
  assert.deepEqual(await routes(a, '20.0.8.0/24'), ['20.0.8.0/24 via 10.0.2.2 dev left2 proto 4 metric 20'])
  await a.ip('route delete 20.0.8.0/24')
  await kernel.until(({ value }) => value.notice === 'route-conflict-resolved')
  assert.deepEqual(await routes(a, '20.0.8.0/24'), ['20.0.8.0/24 via 10.0.1.2 dev left1 proto 188 metric 20'])
  await kernel.stop()
})

scenario("another protocol's route of the same prefix and metric is never touched", [], async (network) => {
  const { a, kernel, links } = await router(network)
  const [one, two] = [links[0].index, links[1].index]
  const foreign = '192.0.2.0/24 via 10.0.2.2 dev left2 proto 4 metric 20'
  await a.ip('route add 192.0.2.0/24 proto static metric 20 via 10.0.2.2')
  await apply(kernel, wanted('192.0.2.0/24', via(one, '10.0.1.2')))
  assert.deepEqual(await routes(a, '192.0.2.0/24'), [foreign])
  const [trouble] = await kernel.call('routes.troubles')
  assert.equal(trouble.trouble, 'conflict')
  await apply(kernel, wanted('192.0.2.0/24', via(one, '10.0.1.2'), via(two, '10.0.2.2')))
  await kernel.until(({ value }) => value.notice === 'route-conflict')
  await apply(kernel, unwanted('192.0.2.0/24'))
  assert.deepEqual(await routes(a, '192.0.2.0/24'), [foreign])
  assert.deepEqual(await kernel.call('routes.troubles'), [])
  assert.equal(notices(kernel, 'route-conflict').length, 1)

  // Beside ours, and before it: to replace would replace the foreign one.
  const ours = (hop: string) => `198.51.100.0/24 ${hop} proto 188 metric 20`
  await apply(kernel, wanted('198.51.100.0/24', via(one, '10.0.1.2')))
  await a.ip('route prepend 198.51.100.0/24 proto static metric 20 via 10.0.2.2')
  const beside = '198.51.100.0/24 via 10.0.2.2 dev left2 proto 4 metric 20'
  assert.deepEqual(await routes(a, '198.51.100.0/24'), [ours('via 10.0.1.2 dev left1'), beside].toSorted())
  await eventually(async () => {
    await kernel.call('routes.settled')
    await apply(kernel, wanted('198.51.100.0/24', via(two, '10.0.2.2', true)))
    return (await kernel.call('routes.troubles')).length === 1
  })
  assert.deepEqual(await routes(a, '198.51.100.0/24'), [beside])
  await a.ip('route delete 198.51.100.0/24 proto static')
  await eventually(
    async () =>
      (await routes(a, '198.51.100.0/24')).join() ===
      `198.51.100.0/24 via 10.0.2.2 dev left2 proto 188 metric 20 onlink`,
  )
  await kernel.stop()
})

scenario('routes that the kernel drops with a link come back with it', [], async (network) => {
  const { a, kernel, links } = await router(network)
  const [one, two] = [links[0].index, links[1].index]
  await apply(
    kernel,
    ...many(100, via(one, '10.0.1.2')),
    wanted('192.0.2.0/24', via(one, '10.0.1.2'), via(two, '10.0.2.2')),
  )
  await a.ip('link set left1 down')
  await eventually(async () => (await kernel.call('routes.installedCount')) === 1)
  await eventually(async () => (await kernel.call('routes.troubles')).length === 100)
  assert.equal((await kernel.call('routes.troubles'))[0].trouble, 'pending')
  await a.ip('link set left1 up')
  await eventually(async () => (await routes(a)).length === 101)
  await eventually(async () => (await kernel.call('routes.troubles')).length === 0)

  // Faster than we look: down and up are one burst.
  await kernel.whileBlocked(network, () => a.ip('link set left1 down', 'link set left1 up'))
  await eventually(async () => (await routes(a)).length === 101)

  // An address that goes takes the link's last one, and with it the routes.
  await kernel.whileBlocked(network, () =>
    a.ip('address delete 10.0.1.1/24 dev left1', 'address add 10.0.1.1/24 dev left1'),
  )
  await eventually(async () => (await routes(a)).length === 101)
  assert.deepEqual(notices(kernel, 'route-rejected'), [])
  await kernel.stop()
})

scenario('a route over several next hops leaves the link that goes down, and comes back to it', [], async (network) => {
  const { a, b, kernel, links } = await router(network)
  const [one, two] = [via(links[0].index, '10.0.1.2'), via(links[1].index, '10.0.2.2')]
  await apply(kernel, ...many(50, two), wanted('192.0.2.0/24', one, two))
  const hops = async () => (await a.run(['ip', 'route', 'show', '192.0.2.0/24'])).match(/left[12]/g)?.join()
  assert.equal(await hops(), 'left1,left2')
  for (const [what, down, up] of [
    ['carrier', () => b.ip('link set right1 down'), () => b.ip('link set right1 up')],
    ['link', () => a.ip('link set left1 down'), () => a.ip('link set left1 up')],
  ] as const) {
    await down()
    await eventually(async () => (await hops()) === 'left2')
    assert.deepEqual(await kernel.call('routes.troubles'), [], what)
    await up()
    await eventually(async () => (await hops()) === 'left1,left2')
  }
  await b.ip('link set right1 down')
  await eventually(async () => (await hops()) === 'left2')
  await b.ip('link set right2 down')
  await eventually(async () => (await kernel.call('routes.troubles')).length === 1)
  await b.ip('link set right2 up')
  await eventually(async () => (await hops()) === 'left2')
  await kernel.stop()
})

scenario('a route that the kernel refuses is told once with its reason, and tried again', [], async (network) => {
  const { a, kernel, links } = await router(network)
  const refused = ['192.0.2.0/24', '198.51.100.0/24'].map((text) => wanted(text, via(links[0].index, '10.77.0.2')))
  await apply(kernel, ...refused, wanted('203.0.113.0/24', via(links[0].index, '10.0.1.2')))
  assert.equal((await routes(a)).length, 1)
  const { value } = await kernel.until(({ value }) => value.notice === 'route-rejected')
  assert.deepEqual([value.count, value.reason], [2, 'ENETUNREACH: Nexthop has invalid gateway'])
  await a.ip('address add 10.77.0.1/24 dev left1')
  await eventually(async () => (await routes(a)).length === 3)
  assert.equal(notices(kernel, 'route-rejected').length, 1)
  await kernel.stop()
})

scenario('10,000 routes go in and out in well under a second, beside 20,000 foreign ones', [], async (network) => {
  const { a, kernel, links } = await router(network)
  const foreign = Array.from({ length: 20_000 }, (_, i) => `route add 60.${i >> 8}.${i & 255}.0/24 via 10.0.1.2`)
  await a.ip(...foreign)
  const changes = many(10_000, via(links[0].index, '10.0.1.2'))
  const removals = changes.map(({ prefix }) => ({ prefix, route: undefined }))
  // The best of some tries: the machine may be busy with other things.
  const times: { added: number; removed: number }[] = []
  for (let i = 0; i < 3; i++) {
    const added = await timed(() => apply(kernel, ...changes))
    assert.equal((await routes(a)).length, 10_000)
    const removed = await timed(() => apply(kernel, ...removals))
    assert.equal((await routes(a)).length, 0)
    times.push({ added, removed })
  }
  assert(
    times.some(({ added, removed }) => added < 1000 && removed < 1000),
    JSON.stringify(times),
  )
  const sockets = (await kernel.call('kernel.socketStatistics')) as { purpose?: string; packetsReceived: number }[]
  const events = sockets.find((socket) => socket.purpose === 'route events')!
  assert.equal(events.packetsReceived, 0, 'neither our own changes nor what others simply add wake us')
  await kernel.stop()
})

async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

scenario('routes that vanish while the loop is busy and messages are lost come back', [], async (network) => {
  const { a, kernel, links } = await router(network)
  await apply(kernel, ...many(30_000, via(links[0].index, '10.0.1.2')))
  await kernel.whileBlocked(network, () => a.ip(...deletions(30_000)))
  await eventually(async () => (await kernel.call('routes.counters')).overruns > 0)
  await eventually(async () => (await routes(a)).length === 30_000)
  await kernel.stop()
})

scenario('what was asked for while the loop is busy ends as the last word says', [], async (network) => {
  const { a, kernel, links } = await router(network)
  const [one, two] = [links[0].index, links[1].index]
  const calls: Promise<unknown>[] = []
  for (let round = 0; round < 20; round++) {
    const next: NextHop = round % 2 === 0 ? via(one, '10.0.1.2') : via(two, '10.0.2.2')
    const changes = many(200, next).map(
      (change, i): RouteChange => ((i + round) % 3 === 0 ? { ...change, route: undefined } : change),
    )
    calls.push(kernel.call('routes.apply', changes))
  }
  await Promise.all(calls)
  await kernel.call('routes.settled')
  const installed = (await kernel.call('routes.installed')) as Route[]
  const last = many(200, via(two, '10.0.2.2')).filter((_, i) => (i + 19) % 3 !== 0)
  assert.equal(installed.length, last.length)
  assert.equal((await routes(a)).filter((line) => line.includes('left2')).length, last.length)
  await kernel.stop()
})
