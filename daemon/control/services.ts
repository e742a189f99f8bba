import type { Server } from 'node:http'
import type { Daemon } from '../daemon.js'
import { controlHandler } from './control.js'
import type { Inspection } from './inspection.js'
import { type Handler, httpServer, json, listenOnAddress, listenOnSocket, type Reply } from './server.js'

/** What the daemon serves to people and programs: the control socket, and metrics over TCP where they are wanted. */
export class Services {
  readonly #servers: Server[] = []

  /**
   * Begins to serve what the settings say.
   * @throws when the control socket belongs to a living process or cannot be made; metrics that cannot be served over
   *   TCP are only reported: the protocols matter more
   */
  async open(daemon: Daemon, about: Omit<Inspection, 'daemon'>): Promise<void> {
    const inspection: Inspection = { daemon, ...about }
    const metrics = lazyMetrics(inspection)
    const { control, metrics: exported } = daemon.settings
    await this.#serve(
      controlHandler(inspection, () => daemon.reload(), metrics),
      (server) => listenOnSocket(server, control.socket),
    )
    if (exported === undefined) return
    const { host, port } = exported.listen
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    try {
      await this.#serve(metricsOnly(metrics), (server) => listenOnAddress(server, exported.listen))
      daemon.report({ notice: 'listening', level: 'info', what: 'metrics', address })
    } catch (error) {
      const reason = (error as Error).message
      daemon.report({ notice: 'listening-failed', level: 'error', what: 'metrics', address, reason })
    }
  }

  /** Ends every connection; the socket file goes with its server. */
  close(): void {
    for (const server of this.#servers) {
      server.close()
      server.closeAllConnections()
    }
  }

  async #serve(handler: Handler, listen: (server: Server) => Promise<void>): Promise<void> {
    const server = httpServer(handler)
    await listen(server)
    this.#servers.push(server)
  }
}

/** prom-client is loaded when somebody asks for metrics first: a router's start does not wait for it. */
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
