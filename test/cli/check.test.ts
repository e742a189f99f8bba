import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'waymark-check-'))
after(() => rmSync(folder, { recursive: true }))

/** A file of this content. */
function file(text: string): string {
  const path = join(folder, 'waymark.yaml')
  writeFileSync(path, text)
  return path
}

/** The example, which has keys in it, as it is to be installed: not for everybody to read. */
const example = join(folder, 'example.yaml')
copyFileSync(join(root, 'config/example.yaml'), example)
chmodSync(example, 0o640)

/** Runs `waymark` in the root of the repository. */
function waymark(args: readonly string[]) {
  const run = spawnSync(process.execPath, ['build/cli/main.js', ...args], { cwd: root, encoding: 'utf8' })
  return { status: run.status, stdout: run.stdout, stderr: run.stderr }
}

test('check says in one line what a good file would do, and exits 0', () => {
  assert.deepEqual(waymark(['check', example]), {
    status: 0,
    stdout: `${example}: ok: OSPF on core0, p2p*, tun0, lan*, lo; OSPF customer on cust*; IGMP on lan0, lan1; multicast between lan0, lan1\n`,
    stderr: '',
  })
})

test('check prints every problem of a bad file and their number, and exits 1', () => {
  const path = file('kernel:\n  metrc: 3\n  table: none\n')
  assert.deepEqual(waymark(['check', path]), {
    status: 1,
    stdout:
      `${path}:2:3: kernel.metrc: unknown key; did you mean metric?\n` +
      `${path}:3:10: kernel.table: expected main, or the number of a table from 1 to 4294967295 ` +
      '(255, the local table, excepted), not "none"\n' +
      '2 problems\n',
    stderr: '',
  })
})

test('check counts one problem as one', () => {
  assert.match(waymark(['check', '/nowhere.yaml']).stdout, /^\/nowhere\.yaml:1:1: .*\n1 problem\n$/)
})

test('check --json says the same to programs', () => {
  const path = file('log: { level: loud }')
  const bad = waymark(['check', '--json', path])
  assert.equal(bad.status, 1)
  assert.deepEqual(JSON.parse(bad.stdout), {
    schema: 1,
    file: path,
    ok: false,
    warnings: [],
    problems: [
      {
        file: path,
        line: 1,
        column: 15,
        path: 'log.level',
        message: 'expected one of error | warning | notice | info | debug, not "loud"',
      },
    ],
  })
  const good = waymark(['check', '--json', example])
  assert.equal(good.status, 0)
  assert.deepEqual(JSON.parse(good.stdout), {
    schema: 1,
    file: example,
    ok: true,
    problems: [],
    warnings: [],
  })
})

test('check --against says what another file would change', () => {
  const path = file('log: { level: debug }')
  assert.deepEqual(waymark(['check', path, '--against', path]), {
    status: 0,
    stdout: `${path}: ok: no protocol is configured\nno different from ${path}\n`,
    stderr: '',
  })
  const { status, stdout } = waymark(['check', path, '--against', 'config/example.yaml'])
  assert.equal(status, 0)
  assert.equal(
    stdout.slice(stdout.indexOf('\n') + 1),
    'ospf: removed\nospf-instances.customer: removed\nigmp: removed\nmulticast: removed\n' +
      'key-chains.backbone: no longer set (was { key-id: 1, algorithm: hmac-sha-256, ' +
      'send-lifetime: { end: 2031-01-01T00:00:00.000Z } }, { key-id: 2, algorithm: hmac-sha-512, ' +
      'send-lifetime: { start: 2031-01-01T00:00:00.000Z } })\n' +
      'metrics: removed\nlog.level: info → debug\n',
  )
})

test('schema prints a JSON Schema', () => {
  const { status, stdout } = waymark(['schema'])
  assert.equal(status, 0)
  assert.equal(JSON.parse(stdout).$schema, 'http://json-schema.org/draft-07/schema#')
})

test('help names every command, and an unknown command is told what was meant', () => {
  const help = waymark(['--help'])
  assert.equal(help.status, 0)
  for (const command of ['check', 'schema']) assert.match(help.stdout, new RegExp(`^  ${command} `, 'm'))
  const unknown = waymark(['chek'])
  assert.equal(unknown.status, 1)
  assert.match(unknown.stderr, /unknown command 'chek'\n\(Did you mean check\?\)/)
})
