import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import {
  decodeGraceLsa,
  encodeGraceLsa,
  GRACE_LINK_STATE_ID,
  isGraceLsa,
} from '../../../protocols/ospf/lsa/grace-lsa.js'
import { type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { lsaOf } from '../one-router.js'

/** Body bytes as FRR 8.4 sends them: 120 s, software restart, 10.0.0.2. */
const FRR = '00010004000000780002000101000000000300040a000002'

function grace(body: Uint8Array | string): Lsa {
  const bytes = typeof body === 'string' ? Uint8Array.from(Buffer.from(body, 'hex')) : body
  return lsaOf(LsType.opaqueLink, '3.0.0.0', '10.0.0.2', 1, bytes)
}

describe('Grace-LSA (RFC 3623 Appendix A)', () => {
  it('is a link-local opaque LSA with Opaque Type 3', () => {
    assert.equal(GRACE_LINK_STATE_ID, ipv4('3.0.0.0'))
    assert.ok(isGraceLsa({ type: LsType.opaqueLink, linkStateId: ipv4('3.0.0.0') }))
    assert.ok(!isGraceLsa({ type: LsType.opaqueArea, linkStateId: ipv4('3.0.0.0') }))
    assert.ok(!isGraceLsa({ type: LsType.opaqueLink, linkStateId: ipv4('4.0.0.0') }))
  })

  it('has the grace period, the reason and the interface address as TLVs', () => {
    const body = { gracePeriod: seconds(120), reason: 'software restart', interfaceAddress: ipv4('10.0.0.2') } as const
    assert.deepEqual(decodeGraceLsa(grace(FRR)), body)
    assert.equal(Buffer.from(encodeGraceLsa(body)).toString('hex'), FRR)
  })

  it('has no interface address where there is one neighbor', () => {
    const body = { gracePeriod: seconds(1800), reason: 'unknown', interfaceAddress: undefined } as const
    assert.deepEqual(decodeGraceLsa(grace(encodeGraceLsa(body))), body)
  })

  it('ignores unrecognized types, padded to four octets', () => {
    const unknown = 'ff0000050102030405000000'
    assert.equal(decodeGraceLsa(grace(unknown + FRR))?.gracePeriod, seconds(120))
    assert.equal(decodeGraceLsa(grace(FRR + unknown))?.gracePeriod, seconds(120))
  })

  it('takes a reason that it does not know for unknown', () => {
    assert.equal(decodeGraceLsa(grace(FRR.replace('0002000101', '0002000163')))?.reason, 'unknown')
  })

  it('is refused where the grace period or the reason is missing', () => {
    assert.equal(decodeGraceLsa(grace('000100040000007800030004'.concat('0a000002'))), undefined)
    assert.equal(decodeGraceLsa(grace('0002000101000000')), undefined)
    assert.equal(decodeGraceLsa(grace('')), undefined)
  })

  it('is refused where a TLV has another length than its type, or reaches beyond the LSA', () => {
    assert.equal(decodeGraceLsa(grace(FRR.replace('00010004', '00010003'))), undefined)
    assert.equal(decodeGraceLsa(grace(FRR.replace('00020001', '00020004'))), undefined)
    assert.equal(decodeGraceLsa(grace(FRR.replace('00030004', '00030008'))), undefined)
    assert.equal(decodeGraceLsa(grace(FRR.replace('00030004', '0003ffff'))), undefined)
  })

  it('survives every truncation and any bytes', () => {
    for (let length = 0; length < FRR.length / 2; length++) decodeGraceLsa(grace(FRR.slice(0, 2 * length)))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        decodeGraceLsa(grace(bytes))
      }),
    )
  })
})
