import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { output } from '../../lab/namespace.js'
import { DAEMON } from '../../lab/waymark.js'
import { missing } from './requirements.js'

/** Milliseconds: 1.2 times HelloInterval, whatever the machine does meanwhile. */
const LATEST_HELLO = 1200

/** The ones in namespaces with numbers as small as they can be, and what the tables that they print have to hold. */
const inNamespaces = {
  'side-by-side': [
    ['--routers', '25', '--externals', '10', '--rest', '1.1', '--rounds', '1'],
    /\n\| one external: to the last route +\| [\d.]+ [\s\S]*\n\| longest gap of its own doing +\| \d+ /,
  ],
  outage: [['--rest', '1', '--rounds', '1'], /\n\| forwards again \(packets lost\) +\| [\d.]+ /],
  neighbors: [
    ['--neighbors', '6', '--lan', '4', '--lsas', '120', '--rest', '1', '--rounds', '1'],
    /(\n\| flood: longest gap of its own doing \(ms\) +\| \d+ [\s\S]*\n\| adjacencies lost +\| 0.0 [\s\S]*){2}/,
  ],
  chain: [
    ['--routers', '2', '--lsas', '120', '--rest', '1', '--rounds', '1'],
    /\n\| changed: packets on link 3 +\| [1-9]/,
  ],
} as const
const alone = {
  spf: [['100'], /R=100 E=0: load/],
  flooding: [['100'], /N=100: decode/],
  igmp: [[], /expire/],
} as const

const skip = missing()
describe('bench/', { concurrency: true }, () => {
  for (const [name, [args, row]] of Object.entries(inNamespaces)) {
    test(`${name}.ts measures Waymark`, skip === undefined ? {} : { skip }, async () => {
      const table = await run(name, ['--programs', 'waymark', ...args])
      assert.match(table, row)
      for (const [line, gap] of table.matchAll(/longest gap of its own doing.*\| (\d+)/g))
        assert.ok(Number(gap) <= LATEST_HELLO, line)
    })
  }
  test('kernel.ts runs', skip === undefined ? {} : { skip }, async () => {
    assert.match(await run('kernel', ['100']), /\n\| delete 100 +\| [\d.]+ /)
  })
  for (const [name, [args, line]] of Object.entries(alone)) {
    test(`${name}.ts runs`, async () => assert.match(await run(name, args), line))
  }
})

function run(name: string, args: readonly string[]): Promise<string> {
  const script = fileURLToPath(new URL(`../../bench/${name}.js`, import.meta.url))
  return output(['env', `WAYMARKD=${DAEMON}`, process.execPath, '--expose-gc', script, ...args])
}
