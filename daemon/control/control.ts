import type { ReloadResult, RestartResult } from '../daemon.js'
import { ANSWERS, type Answers } from './answers.js'
import type { Inspection } from './inspection.js'
import { SCHEMA } from './schema.js'
import { type Handler, json, type Reply } from './server.js'

/** What can be asked of the daemon that changes something. */
export interface Actions {
  reload(): ReloadResult
  restart(): Promise<RestartResult>
  /** @returns whether OSPF runs */
  stubRouter(active: boolean): boolean
}

/** What the control socket answers: `GET` of each of ANSWERS and of /metrics, `POST` of each action. */
export function controlHandler(about: Inspection, actions: Actions, metrics: () => Promise<Reply>): Handler {
  const posts: Readonly<Record<string, () => Reply | Promise<Reply>>> = {
    '/reload': () => reloaded(actions.reload()),
    '/restart': () => actions.restart().then(restarted),
    '/ospf/stub-router/enter': () => json(200, { schema: SCHEMA, running: actions.stubRouter(true) }),
    '/ospf/stub-router/leave': () => json(200, { schema: SCHEMA, running: actions.stubRouter(false) }),
  }
  return (method, path) => {
    const post = Object.hasOwn(posts, path) ? posts[path] : undefined
    if (post !== undefined) return method === 'POST' ? post() : notAllowed('POST')
    if (path !== '/metrics' && !isAnswered(path)) return json(404, { schema: SCHEMA, error: `there is no ${path}` })
    if (method !== 'GET') return notAllowed('GET')
    return path === '/metrics' ? metrics() : json(200, { schema: SCHEMA, ...ANSWERS[path](about) })
  }
}

function isAnswered(path: string): path is keyof Answers {
  return Object.hasOwn(ANSWERS, path)
}

function reloaded(result: ReloadResult): Reply {
  return json(result.loaded ? 200 : 422, { schema: SCHEMA, ...result })
}

function restarted(result: RestartResult): Reply {
  return json(result.restarting ? 200 : 409, { schema: SCHEMA, ...result })
}

function notAllowed(method: string): Reply {
  return json(405, { schema: SCHEMA, error: `only ${method} is answered here` })
}
