import assert from 'node:assert/strict'
import { loadConfig } from '../../config/load.js'
import { formatProblem } from '../../config/problem.js'
import type { SecretReader, Settings } from '../../config/settings.js'

const NO_FILES: SecretReader = () => ({ ok: false, error: 'there is no such file' })

/** The problems of a file called `f`, as they are printed. */
export function problemsOf(text: string, readSecret = NO_FILES): readonly string[] {
  const result = loadConfig(text, 'f', readSecret)
  assert.ok(!result.ok, 'the file was accepted')
  return result.error.map(formatProblem)
}

export function settingsOf(text: string, readSecret = NO_FILES): Settings {
  const result = loadConfig(text, 'f', readSecret)
  assert.ok(result.ok, result.ok ? '' : result.error.map(formatProblem).join('\n'))
  return result.value
}

/** A file with one OSPF interface, lan0, on line 5, its keys from line 6, column 11 on. */
export function withInterface(...lines: readonly string[]): string {
  return [
    'ospf:',
    '  areas:',
    '    0:',
    '      interfaces:',
    '        lan0:',
    ...lines.map((l) => `          ${l}`),
  ].join('\n')
}
