import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { areas, reportOf } from './areas.js'

/** WAYMARK_AREAS_SEED: this one alone. WAYMARK_AREAS: how many, from WAYMARK_AREAS_FROM on. */
const { WAYMARK_AREAS_SEED, WAYMARK_AREAS, WAYMARK_AREAS_FROM } = process.env
const from = Number(WAYMARK_AREAS_SEED ?? WAYMARK_AREAS_FROM ?? 1)
const count = WAYMARK_AREAS_SEED === undefined ? Number(WAYMARK_AREAS ?? 150) : 1

describe('in areas with failures every database and every route is the oracle’s', () => {
  for (let seed = from; seed < from + count; seed++)
    it(`areas ${seed}`, () => {
      const report = areas(seed)
      assert.equal(report.problems.length, 0, reportOf(report))
    })
})
