import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prefix } from '../../protocols/base/prefix.js'
import { AREA_DEFAULTS } from '../../protocols/ospf/settings.js'
import { problemsOf, settingsOf, withInterface } from './problems.js'

describe('areas', () => {
  it('may be written as a number or as a dotted quad', () => {
    assert.equal(settingsOf(withInterface()).ospf!.areas[0]!.id, 0)
    assert.equal(settingsOf(withInterface().replace('    0:', '    0.0.0.1:')).ospf!.areas[0]!.id, 1)
  })

  it('given in both spellings are the same area twice', () => {
    assert.deepEqual(problemsOf('ospf:\n  areas:\n    0: { interfaces: {} }\n    0.0.0.0: { interfaces: {} }'), [
      'f:4:5: ospf.areas.0.0.0.0: the same area as 0',
    ])
  })

  it('may be several, and of types that there are', () => {
    const text = (more: string) => `ospf:\n  areas:\n    0: { interfaces: {} }\n    1: { ${more}interfaces: {} }`
    assert.deepEqual(
      settingsOf(text('area-type: stub, summary: false, default-cost: 5, ')).ospf!.areas.map((area) => ({ ...area })),
      [
        { ...AREA_DEFAULTS, id: 0, interfaces: [] },
        { ...AREA_DEFAULTS, id: 1, interfaces: [], areaType: 'stub', summary: false, defaultCost: 5 },
      ],
    )
    assert.deepEqual(problemsOf(text('area-type: nsssa, ')), [
      'f:4:21: ospf.areas.1.area-type: expected one of normal | stub | nssa, not "nsssa"',
    ])
    assert.deepEqual(problemsOf(text('summary: false, ')), [
      'f:4:10: ospf.areas.1.summary: only a stub area can do without summaries',
    ])
  })

  it('may have ranges of what is outside of an NSSA, with a cost and a tag of their own', () => {
    const nssa = (range: string): string =>
      `ospf:\n  areas:\n    1: { area-type: nssa, nssa: { ranges: { 198.51.0.0/16: ${range} } }, interfaces: {} }`
    const rangeOf = (range: string) => settingsOf(nssa(range)).ospf!.areas[0]!.nssa.ranges[0]!
    assert.deepEqual([rangeOf('').cost, rangeOf('{ cost: 55, tag: 3 }').cost], [undefined, 55])
    assert.deepEqual(
      problemsOf(nssa('{ advertise: false, cost: 3 }')).map((problem) => problem.replace(/^f:[0-9:]+ /, '')),
      ['ospf.areas.1.nssa.ranges.198.51.0.0/16.cost: a range that is not advertised has no cost'],
    )
    assert.equal(problemsOf(nssa('{ cost: 16777215 }')).length, 1)
  })

  it('may have ranges and filters', () => {
    const text = (area: string) => `ospf:\n  areas:\n    0: { interfaces: {} }\n    1: { ${area}, interfaces: {} }`
    const area = settingsOf(
      text(
        'ranges: { 10.1.0.0/16: , 10.2.0.0/16: { cost: 40 }, 10.3.0.0/16: { advertise: false } }, filter: { out: [10.0.0.0/8 le 16] }',
      ),
    ).ospf!.areas[1]!
    assert.deepEqual(area.ranges, [
      { prefix: prefix('10.1.0.0/16'), advertise: true, cost: undefined },
      { prefix: prefix('10.2.0.0/16'), advertise: true, cost: 40 },
      { prefix: prefix('10.3.0.0/16'), advertise: false, cost: undefined },
    ])
    assert.deepEqual({ ...area.filter }, { in: undefined, out: [{ prefix: prefix('10.0.0.0/8'), from: 8, to: 16 }] })
    assert.deepEqual(problemsOf(text('ranges: { 10.1.0.0/8: }')), [
      'f:4:20: ospf.areas.1.ranges.10.1.0.0/8: expected an IPv4 prefix such as 192.0.2.0/24, without a bit beyond its length',
    ])
    assert.deepEqual(problemsOf(text('ranges: { 10.1.0.0/16: { advertise: false, cost: 3 } }')), [
      'f:4:53: ospf.areas.1.ranges.10.1.0.0/16.cost: a range that is not advertised has no cost',
    ])
  })

  it('have no interface in common, and the backbone is no stub area', () => {
    const text =
      'ospf:\n  areas:\n    0: { area-type: stub, interfaces: { eth0: } }\n    1: { interfaces: { eth0: , eth1: } }'
    assert.deepEqual(problemsOf(text), [
      'f:3:10: ospf.areas.0.area-type: the backbone is always normal',
      'f:4:24: ospf.areas.1.interfaces.eth0: in area 0 already',
    ])
  })

  it('have no pattern that another area leaves nothing for, whatever the order in the file', () => {
    const text = (one: string, other: string) =>
      `ospf:\n  areas:\n    1: { interfaces: { ${one}: } }\n    0: { interfaces: { ${other}: } }`
    assert.deepEqual(problemsOf(text('eth1', "'eth*'")), [
      'f:3:24: ospf.areas.1.interfaces.eth1: never used: every such interface matches eth* of area 0, which is looked at first',
    ])
    assert.deepEqual(
      settingsOf(text("'eth*'", 'eth1')).ospf!.areas.map(({ interfaces }) => interfaces.map(({ pattern }) => pattern)),
      [['eth1'], ['eth*']],
    )
  })

  it('have no range in common; one may be in another', () => {
    const text = (range: string) =>
      `ospf:\n  areas:\n    1: { ranges: { 10.1.0.0/16: }, interfaces: {} }\n    2: { ranges: { ${range}: }, interfaces: {} }`
    assert.deepEqual(problemsOf(text('10.1.0.0/16')), [
      'f:4:20: ospf.areas.2.ranges.10.1.0.0/16: a range of area 1 already: a network is in one area',
    ])
    assert.equal(settingsOf(text('10.1.4.0/24')).ospf!.areas[1]!.ranges.length, 1)
  })

  it('whose interfaces are a list have that problem', () => {
    for (const list of ['[lan0]', '[null]', '[]']) {
      const [problem, ...more] = problemsOf(`ospf:\n  areas:\n    0: { interfaces: ${list} }`)
      assert.match(problem!, /ospf\.areas\.0\.interfaces: expected a section with interfaces as its keys, not a list/)
      assert.deepEqual(more, [])
    }
  })

  it('are needed', () => {
    assert.deepEqual(problemsOf('ospf: { areas: {} }'), ['f:1:9: ospf.areas: at least one area is needed, such as 0'])
  })

  it('with another name are no areas', () => {
    assert.deepEqual(problemsOf('ospf: { areas: { backbone: { interfaces: {} } } }'), [
      'f:1:18: ospf.areas.backbone: expected an area such as 0 or 0.0.0.0',
    ])
  })
})
