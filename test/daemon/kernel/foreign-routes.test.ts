import assert from 'node:assert/strict'
import type { Network } from '../../../lab/network.js'
import { formatPrefix } from '../../../protocols/base/prefix.js'
import type { ForeignRouteChange } from '../../../protocols/engine/foreign-route.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from './remote-kernel.js'

const MAIN = 254

/** A router with a link to another, which follows what others have in these tables. */
async function follower(network: Network, ...tables: readonly number[]) {
  const [a, b] = [await network.add('a'), await network.add('b')]
  await network.connect(
    { at: a, name: 'left', addresses: ['10.0.1.1/24'] },
    { at: b, name: 'right', addresses: ['10.0.1.2/24'] },
  )
  await a.ip(
    'route add 192.0.2.0/24 via 10.0.1.2 proto static',
    'route add 192.0.2.0/24 via 10.0.1.2 proto 188 metric 9',
  )
  const kernel = await RemoteKernel.start(a)
  await kernel.call('followRoutes', ...tables)
  /** What there is by all that was told: `PREFIX PROTOCOL METRIC`, but for the connected network. */
  const known = (): string => {
    const routes = new Map<string, string>()
    for (const { table, changes } of kernel.all('foreign') as { table: number; changes: ForeignRouteChange[] }[])
      for (const { prefix, route } of changes) {
        const name = `${table === MAIN ? '' : `${table}: `}${formatPrefix(prefix)}`
        if (route === undefined) routes.delete(name)
        else routes.set(name, `${name} ${route.protocol} ${route.metric}`)
      }
    return [...routes.values()].filter((line) => !line.startsWith('10.0.1.0/24')).join(', ')
  }
  const until = (text: string): Promise<unknown> => eventually(() => known() === text)
  return { a, kernel, known, until }
}

scenario('the routes of others are told, and each change of them; never our own', [], async (network) => {
  const { a, kernel, until } = await follower(network, MAIN)
  await until('192.0.2.0/24 4 0')
  await a.ip('route add blackhole 198.51.100.0/24 proto 77', 'route add 198.51.101.0/24 via 10.0.1.2 proto 188')
  await until('192.0.2.0/24 4 0, 198.51.100.0/24 77 0')
  await a.ip('route replace 192.0.2.0/24 via 10.0.1.2 proto 12', 'route del 198.51.100.0/24')
  await until('192.0.2.0/24 12 0')
  await a.ip('route add 192.0.2.0/24 via 10.0.1.2 proto 16 metric 5', 'route del 192.0.2.0/24 proto 12')
  await until('192.0.2.0/24 16 5')
  await kernel.stop()
})

scenario('what the kernel takes away without a word, with a link, is noticed', [], async (network) => {
  const { a, kernel, until } = await follower(network, MAIN)
  await until('192.0.2.0/24 4 0')
  await a.ip('link set left down')
  await until('')
  await kernel.stop()
})

scenario('other tables are followed where they are asked for, also before they exist', [], async (network) => {
  const { a, kernel, until } = await follower(network, 1000)
  await a.ip('route add 203.0.113.0/24 via 10.0.1.2 table 1000', 'route add 203.0.113.0/24 via 10.0.1.2 table 1001')
  await until('1000: 203.0.113.0/24 3 0')
  await kernel.stop()
})

scenario('ten thousand at once are told in few portions, none of them lost', [], async (network) => {
  const { a, kernel, known, until } = await follower(network, MAIN)
  await until('192.0.2.0/24 4 0')
  const from = kernel.all('foreign').length
  await a.ip(...Array.from({ length: 10_000 }, (_, i) => `route add 20.${i >> 8}.${i & 255}.0/24 via 10.0.1.2`))
  await eventually(
    () =>
      kernel
        .all('foreign')
        .slice(from)
        .reduce((sum, { changes }) => sum + changes.length, 0) >= 10_000,
  )
  assert.equal(known().split(', ').length, 10_001)
  await a.ip('route flush proto boot')
  await until('192.0.2.0/24 4 0')
  await kernel.stop()
})
