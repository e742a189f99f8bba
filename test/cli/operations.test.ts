import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Command } from 'commander'
import { createProgram } from '../../cli/program.js'

const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')

test('every command and option that docs/operations.md names exists', () => {
  const code = [...text.matchAll(/```sh\n([^`]*)```|`([^`\n]+)`/g)].map((match) => match[1] ?? match[2]!)
  const named = code.flatMap((part) =>
    [...part.matchAll(/(?<![\w/.-])waymark ([a-z][^&|>\n]*)/g)].map((m) => m[1]!.trim()),
  )
  assert.ok(named.length > 10)
  for (const line of named) {
    let command: Command = createProgram()
    for (const word of line.split(/\s+/)) {
      if (word.startsWith('--')) {
        const known = ['--help', ...command.options.map((option) => option.long)]
        assert.ok(known.includes(word), `waymark ${line}: ${command.name()} has an option ${word}`)
      } else {
        const next = command.commands.find((each) => each.name() === word)
        const isArgument = command.registeredArguments.length > 0 || /^[A-Z…#]/.test(word)
        assert.ok(next !== undefined || isArgument, `waymark ${line}: there is a command ${word}`)
        command = next ?? command
      }
    }
  }
})
