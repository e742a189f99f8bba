import { formatIpv4, type Ipv4, ipv4, parseIpv4 } from '../../protocols/base/ipv4.js'
import type { ReloadResult, RestartResult } from '../daemon.js'
import { ANSWERS, type Answers } from './answers.js'
import type { Inspection } from './inspection.js'
import { SCHEMA } from './schema.js'
import { type Handler, json, type Reply } from './server.js'

/** What can be asked of the daemon that changes something. */
export interface Actions {
  reload(): ReloadResult
  restart(): Promise<RestartResult>
  /**
   * @param instance of OSPF; undefined: every one
   * @returns whether it runs
   */
  stubRouter(active: boolean, instance: string | undefined): boolean
}

/** `POST` of this and a group. */
export const TIMES_TO_LIVE = '/multicast/time-to-live/'
/** Flows that are listened to at once. */
const MOST_MEASURED = 8

/** How the packets of a source arrive. */
export interface TimeToLive {
  readonly source: string
  readonly ttl: number
}

/** What the control socket answers: `GET` of each of ANSWERS and of /metrics, `POST` of each action. */
export function controlHandler(about: Inspection, actions: Actions, metrics: () => Promise<Reply>): Handler {
  const stubRouter = (active: boolean, instance: string | undefined): Reply =>
    json(200, { schema: SCHEMA, running: actions.stubRouter(active, instance) })
  const posts: Readonly<Record<string, (instance: string | undefined) => Reply | Promise<Reply>>> = {
    '/reload': () => reloaded(actions.reload()),
    '/restart': () => actions.restart().then(restarted),
    '/ospf/stub-router/enter': (instance) => stubRouter(true, instance),
    '/ospf/stub-router/leave': (instance) => stubRouter(false, instance),
  }
  return (method, asked) => {
    const { path, instance } = readPath(asked)
    const instances = about.daemon.ospf.all.filter(({ name }) => instance === undefined || name === instance)
    if (instance !== undefined && instances.length === 0) return noSuchInstance(instance, about)
    const group = path.startsWith(TIMES_TO_LIVE) ? parseIpv4(path.slice(TIMES_TO_LIVE.length)) : undefined
    if (group !== undefined) return method === 'POST' ? timesToLive(about, group) : notAllowed('POST')
    const post = Object.hasOwn(posts, path) ? posts[path] : undefined
    if (post !== undefined) return method === 'POST' ? post(instance) : notAllowed('POST')
    if (path !== '/metrics' && !isAnswered(path)) return json(404, { schema: SCHEMA, error: `there is no ${path}` })
    if (method !== 'GET') return notAllowed('GET')
    return path === '/metrics' ? metrics() : json(200, { schema: SCHEMA, ...ANSWERS[path](about, instances) })
  }
}

/** `/ospf/instances/NAME/…` is `/ospf/…` of one instance. */
function readPath(asked: string): { readonly path: string; readonly instance: string | undefined } {
  const [, instance, rest] = /^\/ospf\/instances\/([^/]+)(\/.+)$/.exec(asked) ?? []
  return instance === undefined ? { path: asked, instance } : { path: `/ospf${rest}`, instance }
}

function noSuchInstance(instance: string, { daemon }: Inspection): Reply {
  const names = daemon.ospf.all.map(({ name }) => name).join(', ') || 'none'
  return json(404, { schema: SCHEMA, error: `there is no OSPF instance ${instance}; there are: ${names}` })
}

/** Listens to the flows of a group for a second: with which TTL their packets arrive. */
async function timesToLive({ daemon }: Inspection, group: Ipv4): Promise<Reply> {
  const flows = daemon.multicast.view(daemon.now()).flows.filter((flow) => flow.group === formatIpv4(group))
  const measured = flows.slice(0, MOST_MEASURED).map(async ({ source, incoming }): Promise<TimeToLive[]> => {
    const link = daemon.kernel.links.byName(incoming)
    if (link === undefined) return []
    const ttl = await daemon.kernel.multicast.arrivingTimeToLive({ source: ipv4(source), group }, link.index)
    return ttl === undefined ? [] : [{ source, ttl }]
  })
  return json(200, { schema: SCHEMA, timesToLive: (await Promise.all(measured)).flat() })
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
