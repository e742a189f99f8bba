import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { waymarkOspf } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { pair, untilFull } from './pair.js'
import { scenario } from './scenario.js'
import { tookUntil } from './scheduled.js'

const SPEAKER = fileURLToPath(new URL('area-speaker.js', import.meta.url))
const ROUTERS = 1000

scenario(
  '1,000 router-LSAs load, calculate and reach the kernel in well under a second; a cut and its healing too',
  [],
  async (network) => {
    const [ours, theirs] = await pair(network)
    const speaker = theirs.at.start('speaker', [process.execPath, SPEAKER, 'ptp0', `${ROUTERS}`])
    const config = waymarkOspf(ours.plan, { 'spf-delay': { 'hold-down': '1 s' } })
    const waymark = await Waymark.start(network, ours.at, config)
    await untilFull(waymark)
    /** A newer LSA of the first router is accepted (RFC 2328 §13 (5)(a)), and calculated at once (RFC 8405 §5). */
    const untilQuiet = (): Promise<unknown> =>
      until(
        'no LSA is newer than MinLSArrival, and the calculation is at rest',
        async () => ({ ...(await waymark.ask('/ospf/database')), ...(await waymark.ask('/ospf/spf')) }),
        ({ lsas, spf }) => lsas.length >= 3 && lsas.every(({ age }) => age >= 2) && spf[0]?.state === 'QUIET',
      )
    const hosts = async (): Promise<number> =>
      [...(await kernelRoutes(ours.at)).keys()].filter((prefix) => prefix.startsWith('10.64.')).length
    /** Milliseconds from the word to the last change in the kernel, without those that either waited for a processor. */
    const took = async (word: string, wanted: number): Promise<number> => {
      await untilQuiet()
      speaker.say(word)
      return tookUntil([waymark.program, speaker], `${wanted} routes after ${word}`, hosts, (seen) => seen === wanted, {
        every: 10,
      })
    }
    const times = [await took('load', ROUTERS), await took('cut', 0), await took('heal', ROUTERS)]
    assert.ok(
      times.every((each) => each < 1_000),
      `load, cut and heal took ${times.map((each) => each.toFixed(0))} ms`,
    )
  },
)
