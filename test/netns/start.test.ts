import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { missing } from './requirements.js'

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
