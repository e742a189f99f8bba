import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_MULTICAST_INTERFACE } from '../../protocols/multicast/settings.js'
import { lan, Router } from './router.js'

const [S, T, G, H] = ['10.0.0.2', '10.0.0.3', '239.1.1.1', '239.2.2.2'] as const
const FORWARD = { forward: ['lan*'] }

/** A router whose former life had forwarded (S,G) from lan0 to lan1 and lan2, with VIFs 5, 6 and 7. */
function restarted(): Router {
  const router = new Router({}, [])
  router.formerLife([5, 6, 7], [[S, G, 10, 11, 12]])
  router.settings(FORWARD)
  return router
}

function withLinks(router: Router): Router {
  for (const n of [0, 1, 2]) {
    router.link(lan(n))
    router.input({ on: 'igmp', interface: 10 + n, running: true })
  }
  for (const n of [0, 1, 2]) router.querier(10 + n, true)
  return router
}

const converged = (router: Router, n: number) => router.input({ on: 'converged', interface: 10 + n })

test('links take the VIF numbers again that they had, and no entry is changed before memberships are known', () => {
  const router = withLinks(restarted())
  assert.deepEqual(
    [...router.vifs],
    [
      [5, 10],
      [6, 11],
      [7, 12],
    ],
  )
  assert.equal(router.entry(S, G), 'lan0 -> lan1 lan2')
  // Once, as it is: the kernel may hold VIFs of it whose links are gone.
  assert.deepEqual([router.count('set-entry'), router.count('remove-entry'), router.count('remove-vif')], [1, 0, 0])
  assert.equal(router.flow(S, G)?.verdict, 'forwarded')
})

test('a former entry goes on where its hosts reported again, and ends elsewhere as each link converges', () => {
  const router = withLinks(restarted())
  router.wants(11, G)
  converged(router, 0)
  converged(router, 1)
  assert.equal(router.entry(S, G), 'lan0 -> lan1 lan2')
  assert.equal(router.count('set-entry'), 1)
  converged(router, 2)
  assert.equal(router.entry(S, G), 'lan0 -> lan1')
})

test('on a link that has converged before the others came nothing of before counts', () => {
  const router = restarted()
  router.link(lan(1))
  router.input({ on: 'igmp', interface: 11, running: true })
  converged(router, 1)
  router.link(lan(0))
  router.link(lan(2))
  assert.equal(router.entry(S, G), 'lan0 -> lan2')
})

test('a membership that is known adds to what was wanted before', () => {
  const router = withLinks(restarted())
  router.membership(11, G, 'INCLUDE', [T])
  router.packet(10, T, G)
  assert.equal(router.entry(S, G), 'lan0 -> lan1 lan2')
  assert.equal(router.entry(T, G), 'lan0 -> lan1')
  converged(router, 1)
  assert.equal(router.entry(S, G), 'lan0 -> lan2')
})

test('the last known member’s leave ends what was wanted before: whoever else was there has been asked', () => {
  const router = withLinks(restarted())
  router.wants(11, G)
  router.leaves(11, G)
  assert.equal(router.entry(S, G), 'lan0 -> lan2')
})

test('a link whose querier another router has become meanwhile gets nothing', () => {
  const router = withLinks(restarted())
  router.wants(11, G)
  router.querier(11, false)
  assert.equal(router.entry(S, G), 'lan0 -> lan2')
})

test('a flow that begins before its link is known is decided on as soon as it is', () => {
  const router = restarted()
  router.upcall('NOCACHE', 5, T, H)
  assert.equal(router.entry(T, H), 'none')
  withLinks(router)
  assert.equal(router.entry(T, H), 'lan0 ->')
  assert.deepEqual(router.engine.view(router.instant).refused, {})
})

test('a new link gets none of the numbers that links of the former life may still come back for', () => {
  const router = restarted()
  router.link(lan(8))
  assert.equal(router.vifOf(18), 0)
  withLinks(router)
  assert.equal(router.vifOf(10), 5)
})

test('what no link came back for is removed after 10 s, VIFs before entries: no packet comes in between', () => {
  const router = restarted()
  router.link(lan(0))
  router.link(lan(1))
  router.pass(9)
  assert.equal(router.entry(S, G), 'lan0 -> ?7 lan1')
  router.pass(2)
  assert.equal(router.entry(S, G), 'none')
  assert.deepEqual([...router.vifs.keys()], [5, 6])
  assert.deepEqual(router.removals(), ['remove-vif', 'remove-entry'])
})

test('links without IGMP have no members to wait for', () => {
  const router = restarted()
  for (const n of [0, 1, 2]) router.link(lan(n))
  assert.equal(router.entry(S, G), 'lan0 -> lan1 lan2')
  router.pass(11)
  assert.equal(router.entry(S, G), 'lan0 ->')
})

test('the numbers of links that do not come back are taken where there are no others', () => {
  const router = restarted()
  for (let n = 20; n < 51; n++) router.link(lan(n))
  assert.equal(router.vifs.size, 31)
  assert.equal(router.entry(S, G), 'none')
})

test('a link that goes before it converged takes its former entries along', () => {
  const router = withLinks(restarted())
  router.input({ on: 'link-removed', index: 12 })
  assert.equal(router.entry(S, G), 'lan0 -> lan1')
  router.link(lan(9))
  assert.notEqual(router.vifOf(19), 7)
})

test('an entry that waits for its links is not taken for a stranger’s when the kernel’s entries are read', () => {
  const router = restarted()
  router.link(lan(0))
  router.link(lan(1))
  router.packet(10, T, H)
  router.pass(6)
  assert.equal(router.entry(S, G), 'lan0 -> ?7 lan1')
})

test('a proxy stays a member upstream of what flowed down before', () => {
  const router = new Router({}, [])
  router.formerLife([0, 1], [[S, G, 10, 11]])
  router.settings({ proxies: [{ upstream: 'lan0', downstream: ['lan1'] }] })
  withLinks(router)
  const asked = router.effects.filter((effect) => effect.do === 'host-membership').map((effect) => effect.membership)
  assert.deepEqual(
    asked.map(({ interface: link, filterMode, sources }) => [link, filterMode, sources.length]),
    [[10, 'INCLUDE', 1]],
  )
  converged(router, 1)
  assert.equal(router.effects.filter((effect) => effect.do === 'host-membership').length, 2)
  assert.equal(router.entry(S, G), 'lan0 ->')
})

test('a stop clears what was not taken over, too', () => {
  const router = restarted()
  router.input({ on: 'shutdown' })
  assert.deepEqual([router.entries.size, router.vifs.size], [0, 0])
})

test('a flow whose source has no route yet goes on by its way, until the memberships are known', () => {
  const remote = '192.0.2.9'
  const router = new Router({}, [])
  router.formerLife([5, 6, 7], [[remote, G, 10, 11]])
  const settings = { ...DEFAULT_MULTICAST_INTERFACE, reversePath: 'routes' as const }
  router.settings({ ...FORWARD, interfaces: [{ pattern: '*', settings }] })
  withLinks(router)
  router.answer()
  assert.equal(router.entry(remote, G), 'lan0 -> lan1')
  // Our own unicast routing has not learned it; when it does, that counts at once.
  router.input({ on: 'routes-changed' })
  router.answer()
  assert.equal(router.entry(remote, G), 'lan0 -> lan1')
  router.routes.set(remote, [12])
  router.input({ on: 'routes-changed' })
  router.answer()
  assert.equal(router.entry(remote, G), 'lan2 -> lan1')
  router.routes.delete(remote)
  router.wants(11, G)
  router.pass(11)
  for (const n of [0, 1, 2]) converged(router, n)
  router.answer()
  assert.equal(router.flow(remote, G)?.verdict, 'reverse-path')
})

test('that nothing of the former life counts any more is said once: when every link has converged', () => {
  const router = withLinks(restarted())
  const ended = (): number => router.count('former-life-ended')
  router.pass(11)
  converged(router, 0)
  converged(router, 1)
  assert.equal(ended(), 0)
  converged(router, 2)
  assert.equal(ended(), 1)
  router.pass(60)
  assert.equal(ended(), 1)
  const fresh = new Router({}, [])
  fresh.formerLife([], [])
  assert.equal(fresh.count('former-life-ended'), 1)
})
