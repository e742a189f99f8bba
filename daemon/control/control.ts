import type { ReloadResult } from '../daemon.js'
import { ANSWERS, type Answers } from './answers.js'
import type { Inspection } from './inspection.js'
import { SCHEMA } from './schema.js'
import { type Handler, json, type Reply } from './server.js'

/** What the control socket answers: `GET` of each of ANSWERS and of /metrics, `POST /reload`. */
export function controlHandler(about: Inspection, reload: () => ReloadResult, metrics: () => Promise<Reply>): Handler {
  return (method, path) => {
    if (path === '/reload') return method === 'POST' ? reloaded(reload()) : notAllowed('POST')
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

function notAllowed(method: string): Reply {
  return json(405, { schema: SCHEMA, error: `only ${method} is answered here` })
}
