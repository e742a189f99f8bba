import assert from 'node:assert/strict'
import type { Namespace } from '../../../lab/namespace.js'
import type { Network } from '../../../lab/network.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from './remote-kernel.js'
import { apply, many, notices, router, unwanted, via, wanted } from './route-table.js'

interface Shown {
  readonly id: number
  readonly gateway?: string
  readonly dev?: string
  readonly protocol: string
}

/** The kernel's nexthop objects, as `ip` shows them. */
async function objects(at: Namespace): Promise<Shown[]> {
  return JSON.parse((await at.run(['ip', '-N', '-j', 'nexthop', 'show'])) || '[]') as Shown[]
}

/** The ids of the objects that routes of ours go over, and undefined for routes over none. */
async function used(at: Namespace): Promise<(number | undefined)[]> {
  const routes = JSON.parse(await at.run(['ip', '-j', 'route', 'show', 'table', 'all', 'proto', '188']))
  return routes.map(({ nhid }: { nhid?: number }) => nhid)
}

async function routeTo(at: Namespace, network: string): Promise<string> {
  return (await at.run(['ip', 'route', 'show', network]))
    .replace(`${network} `, '')
    .replace(/nhid \d+ /, '')
    .trim()
}

/** What a stop and a start of the program do. */
async function anew(network: Namespace): Promise<RemoteKernel> {
  const kernel = await RemoteKernel.start(network)
  await kernel.call('openRoutes', 254, 20)
  return kernel
}

scenario(
  'routes over the same gateway share an object; those over several, or none, have none',
  [],
  async (network) => {
    const { a, kernel, links } = await router(network)
    const [one, two] = [links[0].index, links[1].index]
    await apply(kernel, ...many(100, via(one, '10.0.1.2')), wanted('192.0.2.0/24', via(two, '10.0.2.2')))
    const [first, second, ...others] = await objects(a)
    assert.deepEqual(others, [])
    assert.deepEqual([first!.gateway, first!.dev, first!.protocol], ['10.0.1.2', 'left1', '188'])
    assert.deepEqual([second!.gateway, second!.dev], ['10.0.2.2', 'left2'])
    assert.equal(await routeTo(a, '192.0.2.0/24'), 'via 10.0.2.2 dev left2 proto ospf metric 20')
    assert.deepEqual(new Set(await used(a)), new Set([first!.id, second!.id]))
    await apply(
      kernel,
      ...many(100, via(one, '10.0.1.2')).map(({ prefix }) => ({ prefix, route: undefined })),
      wanted('192.0.2.0/24', via(one, '10.0.1.2'), via(two, '10.0.2.2')),
      wanted('198.51.100.0/24'),
      wanted('203.0.113.128/32', { interface: one, onlink: false }),
    )
    assert.deepEqual(await used(a), [undefined, undefined, undefined])
    await kernel.call('routes.withdrawAll')
    await kernel.call('kernel.close')
    assert.deepEqual(await objects(a), [])
  },
)

scenario('a gateway on no subnet of the link is in an object as well', [], async (network) => {
  const { a, kernel, links } = await router(network)
  await apply(kernel, wanted('192.0.2.0/24', via(links[0].index, '172.16.9.9', true)))
  assert.equal(await routeTo(a, '192.0.2.0/24'), 'via 172.16.9.9 dev left1 proto ospf metric 20 onlink')
  assert.equal((await objects(a)).length, 1)
  await kernel.stop()
})

scenario(
  'an object that the kernel refuses is no reason: the route is asked for without, and refused in its own words',
  [],
  async (network) => {
    const { kernel, links } = await router(network)
    await apply(
      kernel,
      wanted('192.0.2.0/24', via(links[0].index, '172.16.9.9')),
      wanted('198.51.100.0/24', via(links[0].index, '10.0.1.2')),
    )
    const { prefix, reason } = (await kernel.until(({ value }) => value?.notice === 'route-rejected')).value
    assert.equal(prefix.length, 24)
    assert.match(reason, /Nexthop has invalid gateway/)
    assert.equal(await kernel.call('routes.installedCount'), 1)
    await kernel.stop()
  },
)

scenario(
  'what a link without carrier has taken with it is known to be gone, and is there again with the carrier',
  [],
  async (network) => {
    const { a, b, kernel, links } = await router(network)
    await apply(
      kernel,
      ...many(50, via(links[0].index, '10.0.1.2')),
      wanted('192.0.2.0/24', via(links[1].index, '10.0.2.2')),
    )
    await b.ip('link set right1 down')
    await eventually(async () => (await kernel.call('routes.installedCount')) === 1)
    assert.equal((await used(a)).length, 1)
    assert.deepEqual(notices(kernel, 'route-rejected'), [])
    await b.ip('link set right1 up')
    await eventually(async () => (await used(a)).length === 51)
    assert((await used(a)).every((id) => id !== undefined))
    await kernel.stop()
  },
)

scenario(
  'thousands of routes that went with their link are put elsewhere at once, and withdrawn without a word',
  [],
  async (network) => {
    const { a, b, kernel, links } = await router(network)
    const there = many(5000, via(links[0].index, '10.0.1.2'))
    await apply(kernel, ...there)
    await kernel.whileBlocked(network, async () => {
      await b.ip('link set right1 down')
      await eventually(async () => (await used(a)).length === 0)
    })
    const elsewhere = many(2500, via(links[1].index, '10.0.2.2'))
    await apply(kernel, ...elsewhere, ...there.slice(2500).map(({ prefix }) => ({ prefix, route: undefined })))
    assert.equal((await used(a)).length, 2500)
    assert.deepEqual(kernel.all('notice'), [])
    await kernel.stop()
  },
)

scenario('routes whose object another has removed, or has led elsewhere, are put back', [], async (network) => {
  const { a, kernel, links } = await router(network)
  await apply(kernel, ...many(20, via(links[0].index, '10.0.1.2')))
  const [{ id: first }] = (await objects(a)) as [Shown]
  await a.ip(`nexthop del id ${first}`)
  await eventually(async () => (await used(a)).length === 20)
  assert.deepEqual(
    notices(kernel, 'routes-restored').map(({ count, cause }) => [count, cause]),
    [[20, 'missing']],
  )
  const [{ id: second }] = (await objects(a)) as [Shown]
  assert.notEqual(second, first)
  await a.ip(`nexthop replace id ${second} via 10.0.2.2 dev left2`)
  await eventually(async () => (await routeTo(a, '20.0.7.0/24')) === 'via 10.0.1.2 dev left1 proto ospf metric 20')
  await kernel.stop()
})

scenario("what is somebody else's under an id that we would take is left alone", [], async (network) => {
  const { a, kernel, links } = await router(network)
  await apply(kernel, wanted('192.0.2.0/24', via(links[0].index, '10.0.1.2')))
  const [{ id }] = (await objects(a)) as [Shown]
  await a.ip(`nexthop add id ${id + 1} via 10.0.1.2 dev left1 protocol static`)
  await apply(kernel, wanted('198.51.100.0/24', via(links[1].index, '10.0.2.2')))
  assert.equal(await routeTo(a, '198.51.100.0/24'), 'via 10.0.2.2 dev left2 proto ospf metric 20')
  await kernel.call('routes.withdrawAll')
  await kernel.call('kernel.close')
  assert.deepEqual(
    (await objects(a)).map((each) => each.id),
    [id + 1],
  )
})

scenario(
  'a crash leaves objects and routes, which the next life uses on and removes at its end',
  [],
  async (network) => {
    const { a, kernel, links } = await router(network)
    const before = [
      wanted('192.0.2.0/24', via(links[0].index, '10.0.1.2')),
      wanted('198.51.100.0/24', via(links[1].index, '10.0.2.2')),
    ]
    await apply(kernel, ...before)
    const left = await objects(a)
    await kernel.kill()
    const next = await anew(a)
    await apply(next, ...before, wanted('203.0.113.0/24', via(links[1].index, '10.0.2.2')))
    assert.deepEqual(await objects(a), left)
    assert.equal(await next.call('routes.counters.added'), 1)
    await next.call('routes.withdrawAll')
    await next.call('kernel.close')
    assert.deepEqual(await objects(a), [])
  },
)

scenario('who stops and leaves its routes there leaves their objects, and no others', [], async (network) => {
  const { a, kernel, links } = await router(network)
  await apply(
    kernel,
    wanted('192.0.2.0/24', via(links[0].index, '10.0.1.2')),
    wanted('198.51.100.0/24', via(links[1].index, '10.0.2.2')),
  )
  await apply(kernel, unwanted('198.51.100.0/24'))
  await kernel.call('kernel.close')
  assert.deepEqual(
    (await objects(a)).map(({ gateway }) => gateway),
    ['10.0.1.2'],
  )
  assert.equal(await routeTo(a, '192.0.2.0/24'), 'via 10.0.1.2 dev left1 proto ospf metric 20')
})

scenario(
  'where routes over objects would not say their next hops there are no objects',
  [],
  async (network: Network) => {
    const { a, kernel, links } = await router(network, async (at) => {
      await at.run(['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/nexthop_compat_mode'])
    })
    await apply(kernel, wanted('192.0.2.0/24', via(links[0].index, '10.0.1.2')))
    assert.deepEqual(await objects(a), [])
    assert.deepEqual(await used(a), [undefined])
    await kernel.stop()
  },
)
