import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import { H1, H2, Lan } from '../lan.js'

const G = '239.1.1.1'
const SSM = '232.1.1.1'
const S1 = '10.9.0.1'

describe('RFC 3376 §7.3.2: in the presence of older version group members', () => {
  test('a version 2 report is IS_EX({}) and puts the group into IGMPv2 mode for RV*QI+QRI', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    assert.equal(lan.state(G), 'EXCLUDE () 260')
    assert.equal(lan.group(G)?.compatibilityMode, 'IGMPv2')
    assert.equal(lan.group(G)?.version2HostPresent, 260_000)
  })

  test('each version 2 report restarts the timer; afterwards the group is in IGMPv3 mode again', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.pass(100)
    lan.reportV2(H1, G)
    lan.pass(200)
    lan.reportV3(H2, 'IS_EX', G)
    assert.equal(lan.group(G)?.compatibilityMode, 'IGMPv2')
    lan.pass(60)
    assert.equal(lan.group(G)?.compatibilityMode, 'IGMPv3')
    lan.reportV3(H2, 'BLOCK', G, S1)
    lan.pass(3)
    assert.equal(lan.told(G), `EXCLUDE (${S1})`)
  })

  test('IGMPv2 mode: BLOCK is ignored, TO_EX(S) is TO_EX({}), Leave is TO_IN({})', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.reportV3(H2, 'BLOCK', G, S1)
    assert.equal(lan.state(G), 'EXCLUDE () 260')
    lan.reportV3(H2, 'TO_EX', G, S1)
    assert.equal(lan.state(G), 'EXCLUDE () 260')
    lan.pass(1)
    assert.deepEqual(lan.queries(), [])
    lan.leave(H1, G)
    assert.equal(lan.state(G), 'EXCLUDE () 2')
    assert.deepEqual(lan.queries(), ['61 Q(G)'])
  })

  test('IGMPv1 mode: Leave and TO_IN are ignored too', () => {
    const lan = new Lan().settle()
    lan.reportV1(H1, G)
    assert.equal(lan.group(G)?.compatibilityMode, 'IGMPv1')
    lan.leave(H2, G)
    lan.reportV3(H2, 'TO_IN', G)
    lan.reportV3(H2, 'BLOCK', G, S1)
    lan.pass(10)
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.state(G), 'EXCLUDE () 250')
  })

  test('the version 1 and version 2 timers are separate: after version 1 the group falls back to IGMPv2 mode', () => {
    const lan = new Lan().settle()
    lan.reportV1(H1, G)
    lan.pass(100)
    lan.reportV2(H2, G)
    assert.equal(lan.group(G)?.version1HostPresent, 160_000)
    assert.equal(lan.group(G)?.version2HostPresent, 260_000)
    assert.equal(lan.group(G)?.compatibilityMode, 'IGMPv1')
    lan.pass(160)
    assert.equal(lan.group(G)?.compatibilityMode, 'IGMPv2')
    lan.leave(H2, G)
    assert.deepEqual(lan.queries(), ['156.25 general', '281.25 general', '320 Q(G)'])
  })

  test('the mode is of one group and not of the others', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.reportV3(H2, 'IS_EX', '239.1.1.2')
    assert.equal(lan.group('239.1.1.2')?.compatibilityMode, 'IGMPv3')
  })
})

describe('RFC 3376 §9.2: ignoring older versions', () => {
  test('version 1 reports can be ignored, and version 2 ones with them', () => {
    const v2 = new Lan({ oldestHostVersion: 2 })
    v2.reportV1(H1, G)
    assert.equal(v2.told(G), 'nothing')
    v2.reportV2(H1, G)
    assert.equal(v2.told(G), 'EXCLUDE ()')
    const v3 = new Lan({ oldestHostVersion: 3 })
    v3.reportV1(H1, G)
    v3.reportV2(H1, G)
    v3.leave(H1, G)
    assert.equal(v3.told(G), 'nothing')
    assert.equal(v3.interface().refused['host-version'], 3)
    v3.reportV3(H1, 'IS_EX', G)
    assert.equal(v3.told(G), 'EXCLUDE ()')
  })
})

describe('RFC 4604: source-specific multicast', () => {
  test('§3.1: MODE_IS_EXCLUDE and CHANGE_TO_EXCLUDE_MODE are ignored, the other records of the report processed', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_EX', SSM)
    lan.reportV3(H1, 'TO_EX', SSM, S1)
    assert.equal(lan.state(SSM), 'none')
    assert.equal(lan.interface().refused['ssm-range'], 2)
  })

  test('§3.1: MODE_IS_INCLUDE, CHANGE_TO_INCLUDE_MODE, ALLOW and BLOCK are processed per the normal rules', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_IN', SSM, S1)
    lan.reportV3(H1, 'ALLOW', SSM, '10.9.0.2')
    lan.reportV3(H1, 'TO_IN', SSM, '10.9.0.3')
    assert.equal(lan.state(SSM), 'INCLUDE (1=2 2=2 3=260)')
    lan.reportV3(H1, 'BLOCK', SSM, '10.9.0.3')
    assert.deepEqual(lan.queries(), ['60 Q(G,1 2)', '60 Q(G,3)'])
  })

  test('§3.5, §3.7: version 1 and 2 reports and Leaves are ignored, and no Q(G) is sent for them', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_IN', SSM, S1)
    lan.reportV1(H2, SSM)
    lan.reportV2(H2, SSM)
    lan.leave(H2, SSM)
    lan.pass(5)
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.state(SSM), 'INCLUDE (1=255)')
    assert.equal(lan.group(SSM)?.compatibilityMode, 'IGMPv3')
    assert.equal(lan.interface().refused['ssm-range'], 3)
  })

  test('§2: the range is configurable', () => {
    const lan = new Lan({}, { ssmRange: [prefix('239.1.0.0/16')] })
    lan.reportV3(H1, 'TO_EX', SSM)
    lan.reportV3(H1, 'TO_EX', G)
    assert.equal(lan.told(SSM), 'EXCLUDE ()')
    assert.equal(lan.told(G), 'nothing')
    const off = new Lan({}, { ssmRange: [] })
    off.reportV2(H1, SSM)
    assert.equal(off.told(SSM), 'EXCLUDE ()')
  })

  test('a mapping gives the groups of older hosts their sources', () => {
    const ssmMap = [{ group: prefix('232.1.0.0/16'), sources: [ipv4(S1)] }]
    const lan = new Lan({ ssmMap }).settle()
    lan.reportV2(H1, SSM)
    assert.equal(lan.told(SSM), `INCLUDE (${S1})`)
    lan.leave(H1, SSM)
    assert.deepEqual(lan.queries(), ['60 Q(G,1)'])
    lan.reportV2(H2, SSM)
    lan.pass(5)
    assert.equal(lan.told(SSM), `INCLUDE (${S1})`)
    lan.reportV2(H1, '232.2.0.1')
    assert.equal(lan.told('232.2.0.1'), 'nothing')
  })
})
