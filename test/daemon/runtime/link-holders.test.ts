import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { OspfSend, OspfSockets } from '../../../daemon/ports/ospf-sockets.js'
import { LinkHolders } from '../../../daemon/runtime/link-holders.js'
import type { Ipv4 } from '../../../protocols/base/ipv4.js'

const LINK = 2

/** One link's socket: the groups that are joined while it is open, and who sent. */
class FakeSockets implements OspfSockets {
  joined: Set<number> | undefined
  readonly sent: number[] = []
  open = (): void => {
    this.joined ??= new Set()
  }
  close = (): void => {
    assert.ok(this.joined !== undefined, 'closed once')
    this.joined = undefined
  }
  join = (_: number, group: Ipv4): void => void this.joined!.add(group)
  leave = (_: number, group: Ipv4): void => void this.joined!.delete(group)
  send = ({ ttl }: OspfSend): void => void this.sent.push(ttl)
  counters = () => new Map()
}

const step = fc.record({
  by: fc.constantFrom(0, 1, 2),
  does: fc.constantFrom('open', 'close', 'join', 'leave', 'send'),
  group: fc.constantFrom(5, 6),
})

test('a link is the first one of those that want it, with its groups, and of the next when that lets it go', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const sockets = new FakeSockets()
      const holders = new LinkHolders(sockets)
      const access = ['a', 'b', 'c'].map((name) => holders.of(name))
      /** Who wants it, in the order in which they came. */
      const model: { readonly by: number; readonly groups: Set<number> }[] = []
      for (const { by, does, group } of steps) {
        const own = model.find((each) => each.by === by)
        if (does === 'open' && own === undefined) model.push({ by, groups: new Set() })
        // An engine does none of this on a link that it has not opened.
        else if (does !== 'open' && does !== 'close' && own === undefined) continue
        else if (does === 'close' && own !== undefined) model.splice(model.indexOf(own), 1)
        else if (does === 'join') own!.groups.add(group)
        else if (does === 'leave') own!.groups.delete(group)
        const sent = sockets.sent.length
        if (does === 'send') access[by]!.send({ interface: LINK, ttl: by } as OspfSend)
        else access[by]![does](LINK, group as Ipv4)
        const holder = model[0]
        assert.equal(holders.holderOf(LINK), holder && 'abc'[holder.by])
        assert.deepEqual(sockets.joined, holder?.groups)
        if (does === 'send') assert.equal(sockets.sent.length - sent, holder?.by === by ? 1 : 0)
      }
    }),
    { numRuns: 1000 },
  )
})
