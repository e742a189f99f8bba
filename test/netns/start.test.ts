import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { missing } from './requirements.js'
import { scenario } from './scenario.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const skip = missing()

test('npm start -- --once tells the whole story and leaves nothing behind', skip ? { skip } : {}, () => {
  const story = spawnSync(process.execPath, ['scripts/start.mjs', '--once'], { cwd: root, encoding: 'utf8' })
  assert.equal(story.status, 0, story.stdout + story.stderr)
  for (const chapter of ['Designated Router', 'two equal paths', 'after the join', 'packets/s lost']) {
    assert.match(story.stdout, new RegExp(chapter))
  }
  assert.doesNotMatch(execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }), new RegExp(`wm-lab-${story.pid}-`))
})

test('a story of which something fails ends with another exit status than 0', skip ? { skip } : {}, () => {
  const powerless = ['--bounding-set=-net_admin', process.execPath, 'build/lab/main.js', '--once']
  const story = spawnSync('setpriv', powerless, { cwd: root, encoding: 'utf8' })
  assert.equal(story.status, 1, story.stdout + story.stderr)
  assert.match(story.stdout, /not permitted/)
  assert.doesNotMatch(execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }), new RegExp(`wm-lab-${story.pid}-`))
})

scenario('npm start -- --config FILE is the daemon on this machine', [], async (network) => {
  const at = await network.add('a')
  const file = join(network.directory, 'w.yaml')
  writeFileSync(file, JSON.stringify({ control: { socket: join(network.directory, 'w.sock') } }))
  const started = at.start('start', [process.execPath, join(root, 'scripts/start.mjs'), '--config', file])
  await started.said(/ready after/, 60_000)
  started.child.kill('SIGTERM')
  assert.equal(await started.ended, 0)
})
