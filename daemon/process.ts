import type { Inspection } from './control/inspection.js'
import type { Daemon } from './daemon.js'
import type { ServiceManager } from './systemd/notify.js'

/** The most that a stop may take before the process ends whatever is unfinished, in milliseconds. */
const STOP_LIMIT = 10_000

/** What is left to answer who asked for a restart, in milliseconds. */
const ANSWER_TIME = 100

/** Runs the daemon as a process: signals, what it serves, and what systemd is told. Resolves when it is running. */
export async function run(daemon: Daemon, about: Omit<Inspection, 'daemon'>, manager: ServiceManager): Promise<void> {
  const { configFile: file, version } = about
  daemon.report({ notice: 'starting', level: 'notice', version, file })
  if (await isTaken(daemon.settings.control.socket)) {
    const address = daemon.settings.control.socket
    const reason = 'another waymarkd listens there'
    daemon.report({ notice: 'listening-failed', level: 'error', what: 'control', address, reason })
    process.exit(1)
  }
  await daemon.start()
  const { Services } = await import('./control/services.js')
  const services = new Services(daemon, about)
  await services.serve(['control', 'metrics'])
  daemon.onSettings = (changed) => void services.serve(changed)

  let stopping = false
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) process.exit(1)
    stopping = true
    manager.notify('STOPPING=1', 'STATUS=Withdrawing what was announced and installed')
    setTimeout(() => process.exit(1), STOP_LIMIT + daemon.stubRouterOnShutdown()).unref()
    await daemon.stop(signal)
    await services.close()
    process.exit(0)
  }
  daemon.onRestart = () => {
    stopping = true
    manager.notify('STOPPING=1', 'STATUS=Restarting gracefully')
    // systemd starts it again (Restart=always). Who asked is answered first.
    setTimeout(() => process.exit(0), ANSWER_TIME)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
  process.on('SIGHUP', () => {
    if (stopping) return
    manager.notify('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`)
    const result = daemon.reload()
    const status = result.loaded ? running(daemon) : 'The configuration has problems; the old one is in force'
    manager.notify('READY=1', `STATUS=${status}`)
  })
  manager.notify('READY=1', `STATUS=${running(daemon)}`)
  // From the same loop that the protocols run in: one that hangs is killed and started again.
  if (manager.watchdogInterval !== undefined) {
    setInterval(() => manager.notify('WATCHDOG=1', `STATUS=${running(daemon)}`), manager.watchdogInterval / 2).unref()
  }
  daemon.report({ notice: 'ready', level: 'notice', took: performance.now() })
}

function running(daemon: Daemon): string {
  const waiting = daemon.ospf.all
    .filter(({ status }) => status !== 'running')
    .map(({ name, status }) => `${name} is ${status}`)
  return [`${daemon.routes.wanted} routes`, ...waiting].join('; ')
}

/** Whether another daemon is alive: found out before a route is touched. */
async function isTaken(socket: string): Promise<boolean> {
  const { isAlive } = await import('./control/socket-file.js')
  return isAlive(socket)
}
