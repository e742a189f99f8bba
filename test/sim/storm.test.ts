import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { reportOf, storm } from './storm.js'

/** WAYMARK_STORM_SEED: this one alone. WAYMARK_STORMS: how many, from WAYMARK_STORM_FROM on. */
const { WAYMARK_STORM_SEED, WAYMARK_STORMS, WAYMARK_STORM_FROM } = process.env
const from = Number(WAYMARK_STORM_SEED ?? WAYMARK_STORM_FROM ?? 1)
const count = WAYMARK_STORM_SEED === undefined ? Number(WAYMARK_STORMS ?? 60) : 1

describe('after any storm every database of an area is identical and every route is the oracle’s', () => {
  for (let seed = from; seed < from + count; seed++)
    it(`storm ${seed}`, () => {
      const report = storm(seed)
      assert.equal(report.problems.length, 0, reportOf(report))
    })
})
