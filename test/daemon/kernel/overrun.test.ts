import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { scenario } from '../../netns/scenario.js'

const PROBE = fileURLToPath(new URL('overrun-probe.js', import.meta.url))

scenario(
  'a receive buffer that overflows is counted, and neither ends the process nor the socket',
  [],
  async (network) => {
    const a = await network.add('a')
    const said = JSON.parse(await a.run([process.execPath, PROBE]))
    assert(said.drops > 9000, `${said.drops} drops`)
    assert(said.heardBefore > 0)
    assert.equal(said.heardAfter, 1)
  },
)
