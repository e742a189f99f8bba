import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIpv4 } from '../../protocols/base/ipv4.js'
import { seededRandom } from '../../protocols/base/random.js'
import { MaxSequenceNumber } from '../../protocols/ospf/constants.js'
import { encodeLsa } from '../../protocols/ospf/lsa/encode.js'
import { type Lsa, type LsaHeader, nameOfLsa } from '../../protocols/ospf/lsa/lsa.js'
import type { LsaCopy } from '../../protocols/ospf/packet/link-state-update.js'
import { dd, hello, LoneEngine } from '../ospf/engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../ospf/engine/network.js'
import { foreign, MAIN, rule } from '../ospf/external/as-boundary.js'

const US = '10.0.0.1'
const THEM = { address: '10.0.0.2', id: '10.0.0.200' }
const EXTERNALS = 20
const SECONDS = 300

/** A router with LSAs of its own, and a neighbor that collects them. */
class Echo {
  readonly random = seededRandom(5)
  readonly engine = new LoneEngine(
    { ...settings(US, { eth0: POINT_TO_POINT }), redistribute: [rule('static')] },
    ethernet(1, 'eth0', '10.0.0.1/24'),
  )
  readonly known = new Map<string, Lsa>()
  /** How many instances of ours were new. */
  originated = 0
  #ddSequenceNumber = 1000
  /** Without their ages. */
  readonly #sent = new Set<string>()

  constructor() {
    const prefixes = Array.from({ length: EXTERNALS }, (_, i) => `${formatIpv4(0x64400000 + i * 256)}/24`)
    const changes = prefixes.map((text) => foreign(text, '10.0.0.9'))
    this.engine.input({ on: 'foreign-routes', table: MAIN, changes })
  }

  /** The neighbor is master, and describes these. */
  exchange(headers: readonly LsaHeader[] = []): void {
    const { engine } = this
    const options = { options: 0x42 }
    engine.hear(THEM, hello(US))
    engine.hear(THEM, dd('IMS', ++this.#ddSequenceNumber, [], options))
    engine.hear(THEM, dd('MS', ++this.#ddSequenceNumber, headers, options))
    for (let i = 0; i < 5 && engine.state(THEM.address) === 'Exchange'; i++)
      engine.hear(THEM, dd('S', ++this.#ddSequenceNumber, [], options))
    engine.pass(10)
  }

  collect(acknowledge: boolean): void {
    for (const { body } of this.engine.takeSent()) {
      if (body.type === 'database-description' && body.headers.length > 0)
        this.engine.hear(THEM, { type: 'link-state-request', requests: body.headers })
      if (body.type === 'link-state-update') body.lsas.forEach((lsa) => void this.#learn(lsa))
    }
    if (acknowledge) this.engine.hear(THEM, { type: 'link-state-acknowledgment', headers: [...this.known.values()] })
  }

  #learn(lsa: Lsa): void {
    const last = this.known.get(nameOfLsa(lsa))
    const isOurs = !this.#sent.has(String(lsa.bytes.subarray(2)))
    if (isOurs && lsa.sequenceNumber !== last?.sequenceNumber) this.originated++
    this.known.set(nameOfLsa(lsa), lsa)
  }

  /** One of them with another age, sequence number or content, which may have the same checksum. */
  altered(): LsaCopy {
    const { random } = this
    const lsa = [...this.known.values()][Math.floor(random.next() * this.known.size)]!
    const body = Uint8Array.from(lsa.bytes.subarray(20))
    let { sequenceNumber } = lsa
    let age = 1
    switch (Math.floor(random.next() * 6)) {
      case 0: {
        const at = body.findIndex((byte) => byte === 0 || byte === 255)
        if (at >= 0) body[at]! ^= 255
        break
      }
      case 1:
        sequenceNumber += Math.floor(random.next() * 3) - 1
        break
      case 2:
        sequenceNumber = random.next() < 0.05 ? MaxSequenceNumber : sequenceNumber + Math.floor(random.next() * 1000)
        break
      case 3:
        age = 3600
        break
      case 4:
        body[Math.floor(random.next() * body.length)]! ^= 1 + Math.floor(random.next() * 255)
        break
      default:
        age = Math.floor(random.next() * 3600)
    }
    sequenceNumber = Math.min(sequenceNumber, MaxSequenceNumber)
    const altered = encodeLsa({ ...lsa, body, sequenceNumber })
    this.#sent.add(String(altered.bytes.subarray(2)))
    return { lsa: altered, age }
  }
}

test('a neighbor that sends and describes our own LSAs altered: no fight beyond MinLSInterval, and all is well when it ends', () => {
  const echo = new Echo()
  const { engine, random } = echo
  const isFull = () => engine.state(THEM.address) === 'Full'
  for (let tenth = 0; tenth < 10 * SECONDS; tenth++) {
    if (tenth % 10 === 0) engine.hear(THEM, hello(US))
    if (tenth % 10 === 0 && !isFull()) echo.exchange()
    echo.collect(random.next() < 0.5)
    if (echo.known.size === 0) continue
    const copies = Array.from({ length: 5 }, () => echo.altered())
    if (random.next() < 0.9) engine.hear(THEM, { type: 'link-state-update', copies })
    else echo.exchange(copies.map(({ lsa, age }) => ({ ...lsa, age })))
    engine.pass(100)
  }
  // Each of our LSAs, at the pace of MinLSInterval, and a few more that may follow quickly
  assert.ok(echo.originated > EXTERNALS && echo.originated < (EXTERNALS + 1) * (SECONDS / 5 + 10), `${echo.originated}`)

  for (let second = 0; second < 120; second++) {
    engine.hear(THEM, hello(US))
    if (!isFull() && second % 10 === 0) echo.exchange()
    echo.collect(true)
    if (second === 60) echo.originated = 0
    engine.pass(1000)
  }
  assert.ok(isFull())
  assert.equal(echo.originated, 0)
  const held = [...engine.engine.database(engine.now)]
  assert.equal(held.length, EXTERNALS + 1)
  assert.ok(held.every(({ age, selfOriginated }) => selfOriginated && age < 3600))
})
