import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lsaKeyOf } from '../../../protocols/ospf/database/database.js'
import type { LsaHeader } from '../../../protocols/ospf/lsa/lsa.js'
import { RequestList } from '../../../protocols/ospf/neighbor/request-list.js'
import { routerLsaOf } from '../one-router.js'

const header = (n: number): LsaHeader => routerLsaOf(`10.0.0.${n}`)
const names = (headers: readonly LsaHeader[]): string[] => headers.map(lsaKeyOf)

test('what is described first is requested first, and once', () => {
  const list = new RequestList()
  const all = [1, 2, 3, 4, 5].map(header)
  for (const each of all) list.add(each)
  assert.deepEqual(names(list.takeWaiting(2)), names(all.slice(0, 2)))
  assert.deepEqual(names(list.takeWaiting(9)), names(all.slice(2)))
  assert.deepEqual([list.takeWaiting(9), list.outstanding, list.size], [[], 5, 5])
})

test('an LSA described again is wanted as it was described last, and no longer outstanding', () => {
  const list = new RequestList()
  list.add(header(1))
  list.takeWaiting(1)
  const newer = routerLsaOf('10.0.0.1', 2)
  list.add(newer)
  assert.deepEqual([list.get(header(1)), list.outstanding, list.size], [newer, 0, 1])
  assert.deepEqual(list.takeWaiting(9), [newer])
})

test('whatever is added, taken and deleted, it counts what it holds', () => {
  const steps = fc.array(fc.record({ do: fc.constantFrom('add', 'delete', 'take'), n: fc.integer({ min: 1, max: 9 }) }))
  fc.assert(
    fc.property(steps, (list) => {
      const requests = new RequestList()
      const held = new Set<string>()
      const outstanding = new Set<string>()
      for (const step of list) {
        const name = lsaKeyOf(header(step.n))
        if (step.do === 'take') for (const each of requests.takeWaiting(step.n)) outstanding.add(lsaKeyOf(each))
        else {
          outstanding.delete(name)
          if (step.do === 'add') {
            requests.add(header(step.n))
            held.add(name)
          } else {
            requests.delete(header(step.n))
            held.delete(name)
          }
        }
        assert.deepEqual([requests.size, requests.outstanding], [held.size, outstanding.size])
      }
      assert.deepEqual(new Set(names(requests.allOutstanding())), outstanding)
      requests.clear()
      assert.deepEqual([requests.size, requests.outstanding, requests.takeWaiting(9)], [0, 0, []])
    }),
  )
})
