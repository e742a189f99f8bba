import { chmodSync, mkdirSync, unlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ListenAddress } from '../../config/settings.js'
import { isAlive } from './socket-file.js'

/** What a request is answered with. */
export interface Reply {
  readonly status: number
  readonly type: string
  /** Whole, or in parts that are made while they are sent. */
  readonly body: string | Iterable<string>
}

/** Answers a request; `path` without its query. Never throws for what the client asks. */
export type Handler = (method: string, path: string) => Reply | Promise<Reply>

/** Clients at once, bytes of a request's head, and milliseconds for one to arrive: the loop belongs to the protocols. */
const MOST_CONNECTIONS = 32
const MOST_HEADER_BYTES = 8 * 1024
const REQUEST_TIMEOUT = 5000
/** A client that does not read its answer for this long is cut off. */
const IDLE_TIMEOUT = 30_000

/** Elements of a list that are made into text at a time: a few hundred microseconds of the loop. */
const PART = 256

/** A JSON answer; its lists are sent part by part, so that a large one holds up no Hello. */
export function json(status: number, value: object): Reply {
  return { status, type: 'application/json', body: jsonParts(value) }
}

function* jsonParts(value: object): Generator<string> {
  let before = '{'
  for (const [name, field] of Object.entries(value)) {
    const key = `${before}${JSON.stringify(name)}:`
    before = ','
    if (!isIterable(field)) yield `${key}${JSON.stringify(field)}`
    else {
      yield `${key}[`
      yield* elements(field)
      yield ']'
    }
  }
  yield before === '{' ? '{}\n' : '}\n'
}

function* elements(list: Iterable<unknown>): Generator<string> {
  let part = ''
  let size = 0
  let between = ''
  for (const element of list) {
    part += between + JSON.stringify(element)
    between = ','
    if (++size === PART) {
      yield part
      part = ''
      size = 0
    }
  }
  yield part
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

/** A server whose clients can be slow or hostile without costing more than a bounded number of connections. */
export function httpServer(handler: Handler): Server {
  const server = createServer({
    maxHeaderSize: MOST_HEADER_BYTES,
    requestTimeout: REQUEST_TIMEOUT,
    headersTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: 1000,
    connectionsCheckingInterval: 1000,
  })
  server.maxConnections = MOST_CONNECTIONS
  server.setTimeout(IDLE_TIMEOUT)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // No request has a body that matters: what comes is read and dropped.
    request.resume()
    void answer(handler, request, response)
  })
  return server
}

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0]!
  const method = request.method ?? 'GET'
  const reply = await handler(method === 'HEAD' ? 'GET' : method, path)
  response.writeHead(reply.status, { 'content-type': reply.type })
  if (method !== 'HEAD') {
    for (const part of typeof reply.body === 'string' ? [reply.body] : reply.body) {
      const taken = response.write(part)
      await (taken ? setImmediate() : drained(response))
      if (response.destroyed) return
    }
  }
  response.end()
}

/** Resolves when the client has read what was sent, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}

/**
 * Listens on a Unix socket that the owner and the group may use. The socket of a daemon that is dead is replaced.
 * @throws when a living process listens there, or the file system does not allow it
 */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  try {
    await listen(server, { path })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (await isAlive(path)) throw new Error(`another process listens on ${path}`)
    unlinkSync(path)
    await listen(server, { path })
  }
  chmodSync(path, 0o660)
}

/** @throws when the address is taken or not ours */
export async function listenOnAddress(server: Server, { host, port }: ListenAddress): Promise<void> {
  await listen(server, { host, port })
}

function listen(server: Server, options: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Nobody may come in between bind(2) and chmod(2).
    const umask = 'path' in options ? process.umask(0o117) : undefined
    server.listen(options, () => {
      server.off('error', reject)
      resolve()
    })
    if (umask !== undefined) process.umask(umask)
  })
}
