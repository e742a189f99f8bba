import { parseArgs } from 'node:util'
import { watch } from './live-view.js'
import { Network, sweepLeftovers } from './network.js'
import { tell } from './story.js'
import { Telling } from './telling.js'
import { PICTURE } from './topology.js'

const USAGE = `npm start [-- --once]          the lab: a small network on this machine, told as it happens
npm start -- --config FILE     the daemon on this machine`

process.exitCode = await main()

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const terminal = process.stdout.isTTY === true
  const telling = new Telling(terminal, terminal && process.env.NO_COLOR === undefined)
  if (process.getuid?.() !== 0) {
    telling.line('The lab makes network namespaces, for which it must be root: sudo npm start')
    return 1
  }
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())
  // Nobody reads on: there is nobody to tell the story to.
  process.stdout.on('error', () => ending.abort())
  const left = sweepLeftovers()
  if (left > 0) telling.line(`removed ${left} namespaces that a lab or test left behind when it was killed`)

  const started = performance.now()
  const network = new Network('lab')
  telling.line(`${telling.style('bold', 'Waymark')}: a small network on this machine, told as it happens\n${PICTURE}`)
  try {
    const outcome = await Promise.race([tell(telling, network), aborted(ending.signal)])
    if (outcome === undefined) {
      telling.silence()
      return 130
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    telling.line(`\n  All of it was measured here, in ${seconds} s. README.md says how to configure a real router.`)
    if (terminal && !values.once) await watch(telling, outcome.lab, outcome.routers, ending.signal)
    return 0
  } catch (error) {
    telling.line(`\n${telling.style('red', error instanceof Error ? error.message : String(error))}`)
    for (const { name, log } of network.namespaces.flatMap(({ programs }) => programs)) {
      telling.line(`\n--- ${name}, the end of its log\n${log.split('\n').slice(-20).join('\n')}`)
    }
    return 1
  } finally {
    await network.close()
    if (ending.signal.aborted) console.log('\nThe lab is gone; nothing of it is left.')
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
