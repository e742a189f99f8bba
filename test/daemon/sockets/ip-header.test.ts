import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseIpHeader, sendDatagrams } from '../../../daemon/sockets/ip-header.js'
import { formatIpv4, ipv4 } from '../../../protocols/base/ipv4.js'

/** FRR 8.4's Hello on a LAN, and a Linux host's IGMPv3 report with Router Alert, as tcpdump -x shows them. */
const hello = bytes('45c0 0040 1234 0000 0159 cb2b 0a00 0001 e000 0005')
const report = bytes('46c0 0028 0000 4000 0102 f3f2 0a63 0002 e000 0016 9404 0000')

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

function datagram(header: Uint8Array, totalLength: number): Uint8Array {
  const whole = new Uint8Array(totalLength)
  whole.set(header)
  return whole
}

describe('the header of a received datagram', () => {
  test('tells source, destination, TTL and where the payload is', () => {
    const parsed = parseIpHeader(datagram(hello, 0x40))
    assert(parsed.ok)
    const { source, destination, ttl, protocol, headerLength, totalLength, routerAlert } = parsed.value
    assert.deepEqual([formatIpv4(source), formatIpv4(destination)], ['10.0.0.1', '224.0.0.5'])
    assert.deepEqual([ttl, protocol, headerLength, totalLength, routerAlert], [1, 89, 20, 64, false])
  })

  test('tells Router Alert, also behind other options', () => {
    const plain = parseIpHeader(datagram(report, 0x28))
    assert(plain.ok && plain.value.routerAlert && plain.value.headerLength === 24)
    const behind = datagram(bytes('47c0 0028 0000 4000 0102 f3f2 0a63 0002 e000 0016 0101 9404 0000 0000'), 0x28)
    const parsed = parseIpHeader(behind)
    assert(parsed.ok && parsed.value.routerAlert)
  })

  test('does not look for Router Alert behind the end of options, or an option of no length', () => {
    for (const options of ['0094 0400', '0700 9404']) {
      const parsed = parseIpHeader(
        datagram(bytes(`46c0 0028 0000 4000 0102 f3f2 0a63 0002 e000 0016 ${options}`), 0x28),
      )
      assert(parsed.ok && !parsed.value.routerAlert)
    }
  })

  test('is refused at every length that is too short for what it says', () => {
    const whole = datagram(hello, 0x40)
    for (let length = 0; length < whole.length; length++) {
      assert.deepEqual(parseIpHeader(whole.subarray(0, length)), { ok: false, error: 'truncated' })
    }
  })

  test('is refused when it is not version 4, or its lengths contradict each other', () => {
    for (const [offset, value] of [
      [0, 0x65],
      [0, 0x44],
      [3, 19],
    ] as const) {
      const bad = datagram(hello, 0x40)
      bad[offset] = value
      assert.deepEqual(parseIpHeader(bad), { ok: false, error: 'bad-ip-header' })
    }
  })
})

describe('what is sent', () => {
  const header = {
    protocol: 89,
    source: ipv4('10.0.0.1'),
    destination: ipv4('224.0.0.5'),
    ttl: 1,
    routerAlert: false,
  }

  function sent(payload: Uint8Array, mtu: number, routerAlert = false): Uint8Array[] {
    const out = new Uint8Array(65536)
    const datagrams: Uint8Array[] = []
    sendDatagrams({ ...header, routerAlert }, payload, mtu, 77, out, (length) => {
      datagrams.push(out.slice(0, length))
      return undefined
    })
    return datagrams
  }

  test('is one datagram with TOS 0xc0 when it fits the MTU', () => {
    const [only, ...more] = sent(new Uint8Array(1480), 1500)
    assert.equal(more.length, 0)
    assert.equal(
      Buffer.from(only!.subarray(0, 20)).toString('hex'),
      '45c005dc000000000159' + '0000' + '0a000001e0000005',
    )
  })

  test('carries Router Alert where it must', () => {
    const [only] = sent(bytes('1164 0000 0000 0000'), 1500, true)
    assert.equal(Buffer.from(only!.subarray(0, 1)).toString('hex'), '46')
    assert.equal(Buffer.from(only!.subarray(20, 24)).toString('hex'), '94040000')
    assert.equal(only!.length, 32)
  })

  test('is fragments of one identification that make up the payload when it is longer', () => {
    const payload = Uint8Array.from({ length: 4000 }, (_, i) => i)
    const fragments = sent(payload, 1500)
    const whole = new Uint8Array(4000)
    const more: boolean[] = []
    for (const fragment of fragments) {
      const view = new DataView(fragment.buffer)
      assert(fragment.length <= 1500)
      assert.equal(view.getUint16(2), fragment.length)
      assert.equal(view.getUint16(4), 77)
      more.push((view.getUint16(6) & 0x2000) !== 0)
      whole.set(fragment.subarray(20), (view.getUint16(6) & 0x1fff) * 8)
    }
    assert.deepEqual(more, [true, true, false])
    assert.deepEqual(whole, payload)
  })

  test('ends at the first fragment that cannot be sent', () => {
    let tries = 0
    const failure = sendDatagrams(header, new Uint8Array(9000), 1500, 1, new Uint8Array(65536), () => {
      tries++
      return 'ENETUNREACH'
    })
    assert.deepEqual([failure, tries], ['ENETUNREACH', 1])
  })
})
