import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codeOfValue, LARGEST_CODED_VALUE, valueOfCode } from '../../../protocols/igmp/message/code.js'

describe('RFC 3376 §4.1.1, §4.1.7: Max Resp Code and QQIC', () => {
  test('below 128 the code is the value', () => {
    for (let code = 0; code < 128; code++) assert.equal(valueOfCode(code), code)
  })

  test('from 128 on it is floating point: 0x80 = 128, 0xFF = 31744', () => {
    assert.equal(valueOfCode(0x80), 128)
    assert.equal(valueOfCode(0x8f), 248)
    assert.equal(valueOfCode(0x90), 256)
    assert.equal(valueOfCode(0xff), 31_744)
  })

  test('every representable value is encoded exactly', () => {
    for (let code = 0; code < 256; code++) assert.equal(codeOfValue(valueOfCode(code)), code)
  })

  test('§8.8: any other value is encoded as the next lower one, over the whole range', () => {
    const values = Array.from({ length: 256 }, (_, code) => valueOfCode(code))
    let code = 0
    for (let value = 0; value <= LARGEST_CODED_VALUE; value++) {
      if (values[code + 1] === value) code++
      assert.equal(codeOfValue(value), code, `${value}`)
      assert.equal(codeOfValue(value + 0.9), code, `${value}.9`)
    }
  })

  test('above 31744 the code is 0xFF, below 0 it is 0', () => {
    for (const value of [31_745, 32_767, 32_768, 65_535, 1e9]) assert.equal(codeOfValue(value), 0xff)
    assert.equal(codeOfValue(-1), 0)
  })
})
