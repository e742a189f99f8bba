import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_MULTICAST_INTERFACE } from '../../protocols/multicast/settings.js'
import { Router } from './router.js'

const S = '10.0.0.5'
const G = '239.1.1.1'

describe("the reverse path by the kernel's routes", () => {
  const remote = '192.0.2.9'
  const settings = { ...DEFAULT_MULTICAST_INTERFACE, reversePath: 'routes' as const }
  const byRoutes = (): Router => {
    const router = new Router({ forward: ['lan*'], interfaces: [{ pattern: '*', settings }] })
    router.wants(12, G)
    return router
  }

  const watched = (router: Router): boolean[] =>
    router.effects.flatMap((effect) => (effect.do === 'watch-routes' ? [effect.watch] : []))

  test('a source is accepted where the route to it leads; its first packets wait for the answer', () => {
    const router = byRoutes()
    router.routes.set(remote, [10])
    router.packet(10, remote, G)
    assert.equal(router.entry(remote, G), 'none', 'the kernel keeps the packets until it is told')
    router.answer()
    assert.equal(router.entry(remote, G), 'lan0 -> lan2')
    assert.equal(router.count('set-entry'), 1)
  })

  test('without a route it is silenced; met elsewhere it is expected where the route leads', () => {
    const router = byRoutes()
    router.packet(10, remote, G)
    router.answer()
    assert.equal(router.entry(remote, G), 'lan0 ->')
    assert.equal(router.flow(remote, G)?.verdict, 'reverse-path')
    router.routes.set('192.0.2.10', [11])
    router.packet(10, '192.0.2.10', G)
    router.answer()
    assert.equal(router.entry('192.0.2.10', G), 'lan1 -> lan2')
  })

  test('a flow follows its route when that changes: at once where it is met, in seconds where not', () => {
    const router = byRoutes()
    router.routes.set(remote, [10])
    router.packet(10, remote, G)
    router.answer()
    router.routes.set(remote, [11])
    router.packet(11, remote, G)
    router.answer()
    assert.equal(router.entry(remote, G), 'lan1 -> lan2')
    router.routes.set(remote, [10])
    router.pass(6)
    assert.equal(router.entry(remote, G), 'lan0 -> lan2')
  })

  test('a flow follows its route at once when the kernel says that routes have changed', () => {
    const router = byRoutes()
    router.routes.set(remote, [10])
    router.packet(10, remote, G)
    router.answer()
    assert.equal(router.entry(remote, G), 'lan0 -> lan2')
    assert.deepEqual(watched(router), [true])
    router.routes.set(remote, [11])
    router.input({ on: 'routes-changed' })
    router.answer()
    assert.equal(router.entry(remote, G), 'lan1 -> lan2')
    router.pass(300)
    assert.deepEqual(watched(router), [true, false])
  })

  test('of many sources whose routes may have changed some are asked for at a time, each once', () => {
    const router = byRoutes()
    const many = Array.from({ length: 200 }, (_, n) => `198.51.100.${n + 1}`)
    for (const source of many) {
      router.routes.set(source, [10])
      router.packet(10, source, G)
    }
    router.answer()
    const before = router.count('find-route')
    for (const source of many) router.routes.set(source, [11])
    router.input({ on: 'routes-changed' })
    assert.equal(router.count('find-route') - before, 64)
    router.answer()
    assert.equal(router.count('find-route') - before, 200)
    assert.deepEqual(new Set(many.map((source) => router.entry(source, G))), new Set(['lan1 -> lan2']))
  })

  test('a change while a route is asked for has it asked for again', () => {
    const router = byRoutes()
    router.routes.set(remote, [10])
    router.packet(10, remote, G)
    router.answer()
    const before = router.count('find-route')
    router.input({ on: 'routes-changed' })
    router.input({ on: 'routes-changed' })
    router.answer()
    assert.equal(router.count('find-route') - before, 2)
  })

  test('a connected source needs no route; routes are forgotten with their flows', () => {
    const router = byRoutes()
    router.packet(10, S, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan2')
    assert.equal(router.count('find-route'), 0)
    router.packet(10, remote, G)
    router.answer()
    router.pass(300)
    const before = router.count('find-route')
    router.pass(300)
    assert.equal(router.count('find-route'), before)
  })
})
