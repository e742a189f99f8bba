import { request } from 'node:http'
import type { Answers } from '../daemon/control/answers.js'
import { SCHEMA } from '../daemon/control/schema.js'

/** Why there is no answer, in one line for standard error. */
export class ClientError extends Error {}

/** How long the daemon may take to answer, in milliseconds. */
const PATIENCE = 10_000

/** An answer of the daemon: the JSON as it came, and what it means. */
export interface Answer<T> {
  readonly status: number
  readonly text: string
  readonly value: T & { readonly schema: number }
}

/**
 * Asks the daemon that listens on the Unix socket `socket`.
 *
 * @param instance the one instance of OSPF that is meant; undefined: every one
 * @throws ClientError when there is none, or it does not answer what this program understands
 */
export async function ask<P extends keyof Answers>(
  socket: string,
  path: P,
  instance?: string,
): Promise<Answer<Answers[P]>> {
  const answer = await call<Answers[P]>(socket, 'GET', pathOf(path, instance))
  const { status, value } = answer
  if (status === 404 && instance !== undefined) throw new ClientError((value as unknown as { error: string }).error)
  if (status !== 200) throw new ClientError(`waymarkd does not know ${path}: is it of another version than waymark?`)
  if (value.schema !== SCHEMA) {
    throw new ClientError(`waymarkd answers in version ${value.schema}, this waymark reads version ${SCHEMA}`)
  }
  return answer
}

/** The path for one instance of OSPF. */
export function pathOf(path: string, instance: string | undefined): string {
  return instance === undefined ? path : path.replace('/ospf/', `/ospf/instances/${encodeURIComponent(instance)}/`)
}

/** As `ask`, for what changes something. */
export function call<T>(socket: string, method: 'GET' | 'POST', path: string): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socket, path, method, timeout: PATIENCE, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', (error) => reject(new ClientError(`waymarkd broke off its answer: ${error.message}`)))
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        try {
          resolve({ status: response.statusCode ?? 0, text, value: JSON.parse(text) })
        } catch {
          reject(new ClientError(`waymarkd answered with something that is not JSON on ${socket}`))
        }
      })
    })
    outgoing.on('timeout', () =>
      outgoing.destroy(new ClientError(`waymarkd did not answer within ${PATIENCE / 1000} s`)),
    )
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(explain(error, socket)))
    outgoing.end()
  })
}

function explain(error: NodeJS.ErrnoException, socket: string): ClientError {
  if (error instanceof ClientError) return error
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return new ClientError(`waymarkd is not running: nothing listens on ${socket}`)
    case 'EACCES':
      return new ClientError(`${socket}: permission denied; root and the group of the socket may ask`)
    default:
      return new ClientError(`${socket}: ${error.message}`)
  }
}
