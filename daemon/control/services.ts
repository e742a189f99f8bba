import type { Server } from 'node:http'
import type { ListenAddress, Settings } from '../../config/settings.js'
import type { Daemon } from '../daemon.js'
import { controlHandler } from './control.js'
import type { Inspection } from './inspection.js'
import { type Handler, httpServer, json, listenOnAddress, listenOnSocket, type Reply } from './server.js'

/** What the daemon serves to people and programs: the control socket, and metrics over TCP where they are wanted. */
export class Services {
  readonly #daemon: Daemon
  readonly #control: Handler
  readonly #metrics: Handler
  readonly #servers: { control: Server | undefined; metrics: Server | undefined } = {
    control: undefined,
    metrics: undefined,
  }

  constructor(daemon: Daemon, about: Omit<Inspection, 'daemon'>) {
    const metrics = lazyMetrics({ daemon, ...about })
    const actions = {
      reload: () => daemon.reload(),
      restart: () => daemon.restartGracefully(),
      stubRouter: (active: boolean, instance: string | undefined) => daemon.ospf.stubRouter(active, instance),
    }
    this.#daemon = daemon
    this.#control = controlHandler({ daemon, ...about }, actions, metrics)
    this.#metrics = metricsOnly(metrics)
  }

  /**
   * Serves what the settings say from now on, where that changed. What cannot be served is reported, and what was served
   * before still is as far as it can be: the protocols matter more.
   */
  async serve(changed: readonly (keyof Settings)[]): Promise<void> {
    const { control, metrics } = this.#daemon.settings
    if (changed.includes('control')) {
      const server = await this.#open('control', control.socket, this.#control, (s) =>
        listenOnSocket(s, control.socket),
      )
      // The one who asked for the reload is answered on the socket of before.
      if (server !== undefined) {
        this.#servers.control?.close()
        this.#servers.control = server
      }
    }
    if (changed.includes('metrics')) {
      await closed(this.#servers.metrics)
      this.#servers.metrics =
        metrics === undefined
          ? undefined
          : await this.#open('metrics', formatAddress(metrics.listen), this.#metrics, (s) =>
              listenOnAddress(s, metrics.listen),
            )
    }
  }

  /** Ends every connection; the socket file goes with its server. */
  async close(): Promise<void> {
    await Promise.all([closed(this.#servers.control), closed(this.#servers.metrics)])
  }

  async #open(
    what: 'control' | 'metrics',
    address: string,
    handler: Handler,
    listen: (server: Server) => Promise<void>,
  ): Promise<Server | undefined> {
    const server = httpServer(handler)
    try {
      await listen(server)
      this.#daemon.report({ notice: 'listening', level: 'info', what, address })
      return server
    } catch (error) {
      const reason = (error as Error).message
      this.#daemon.report({ notice: 'listening-failed', level: 'error', what, address, reason })
      return undefined
    }
  }
}

function closed(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (server === undefined) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function formatAddress({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** What answers is made when somebody asks for metrics first. */
function lazyMetrics(inspection: Inspection): () => Promise<Reply> {
  let answer: Promise<() => Promise<Reply>> | undefined
  return async () => {
    answer ??= import('../metrics/registry.js').then(({ metricsOf }) => metricsOf(inspection))
    return (await answer)()
  }
}

function metricsOnly(metrics: () => Promise<Reply>): Handler {
  return (method, path) => {
    if (path !== '/metrics') return json(404, { error: 'only /metrics is served here' })
    return method === 'GET' ? metrics() : json(405, { error: 'only GET is answered here' })
  }
}
