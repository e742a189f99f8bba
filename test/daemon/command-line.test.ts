import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommandLine } from '../../daemon/command-line.js'

test('a recording has no secrets in it unless that is said, and there is nothing to say without a recording', () => {
  const recordSecrets = (...args: readonly string[]) => {
    const parsed = parseCommandLine(args)
    return parsed.ok ? parsed.value.recordSecrets : parsed.error
  }
  assert.equal(recordSecrets('--record', 'f'), false)
  assert.equal(recordSecrets('--record', 'f', '--record-secrets'), true)
  assert.equal(recordSecrets('--record-secrets'), '--record-secrets needs --record FILE')
})
