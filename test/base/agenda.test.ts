import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Agenda } from '../../protocols/base/agenda.js'
import { instant } from '../../protocols/base/duration.js'

function drain(agenda: Agenda, now: number): void {
  agenda.runDue(instant(now))
}

test('timers run in the order of their instants, and those of one instant in the order they were set', () => {
  const agenda = new Agenda()
  const ran: string[] = []
  for (const [name, at] of [
    ['c', 3],
    ['a', 1],
    ['b1', 2],
    ['b2', 2],
  ] as const) {
    agenda.set(name, instant(at), () => ran.push(name))
  }
  assert.equal(agenda.next(), 1)
  drain(agenda, 2)
  assert.deepEqual(ran, ['a', 'b1', 'b2'])
  assert.equal(agenda.next(), 3)
})

test('a timer that is set again runs once, at its last setting; a cancelled one never', () => {
  const agenda = new Agenda()
  const ran: string[] = []
  agenda.set('hello', instant(1), () => ran.push('early'))
  agenda.set('hello', instant(5), () => ran.push('late'))
  agenda.set('wait', instant(2), () => ran.push('wait'))
  agenda.cancel('wait')
  assert.equal(agenda.next(), 5)
  drain(agenda, 10)
  assert.deepEqual(ran, ['late'])
  assert.equal(agenda.next(), undefined)
})

test('setEarlier brings a timer forward and never puts it off', () => {
  const agenda = new Agenda()
  agenda.setEarlier('spf', instant(5), () => {})
  agenda.setEarlier('spf', instant(9), () => {})
  assert.equal(agenda.at('spf'), 5)
  agenda.setEarlier('spf', instant(2), () => {})
  assert.equal(agenda.at('spf'), 2)
})

test('whatever is set, set again and cancelled, the agenda runs what a sorted list of the last settings runs', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.option(fc.integer({ min: 0, max: 50 })))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const agenda = new Agenda()
      const model = new Map<string, { at: number; order: number }>()
      const ran: string[] = []
      steps.forEach(([n, at], order) => {
        const name = `t${n}`
        if (at === null) {
          agenda.cancel(name)
          model.delete(name)
        } else {
          agenda.set(name, instant(at), () => ran.push(name))
          model.set(name, { at, order })
        }
      })
      drain(agenda, 100)
      const expected = [...model].sort(([, a], [, b]) => a.at - b.at || a.order - b.order).map(([name]) => name)
      assert.deepEqual(ran, expected)
    }),
  )
})

test('tasks left for soon run in the order in which they were left, each name once', () => {
  const agenda = new Agenda()
  const done: string[] = []
  agenda.soon('a', () => done.push('a'))
  agenda.soon('b', () => {
    done.push('b')
    agenda.soon('a', () => done.push('a again'))
  })
  agenda.soon('a', () => done.push('not this'))
  for (let task = agenda.takeSoon(); task !== undefined; task = agenda.takeSoon()) task()
  assert.deepEqual(done, ['a', 'b', 'a again'])
  assert.equal(agenda.next(), undefined)
})
