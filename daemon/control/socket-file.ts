import { existsSync } from 'node:fs'
import { connect } from 'node:net'

/** Whether a living process listens on the Unix socket `path`: the file alone may be left from a dead one. */
export function isAlive(path: string): Promise<boolean> {
  if (!existsSync(path)) return Promise.resolve(false)
  return new Promise((resolve) => {
    const probe = connect({ path })
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
}
