import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** The text of `path`; undefined when there is no such file or it cannot be read. */
export function readState(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Writes `text` to `path` so that a crash at any moment leaves the old text or the new one, never a part. The folder is
 * made when it is missing.
 * @throws what the file system says (read-only, full, no permission)
 */
export function writeState(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.new`
  const file = openSync(temporary, 'w', 0o644)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
}

/** Where state that outlives the daemon is kept: systemd's `StateDirectory=`, or /var/lib/waymark. */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return env.STATE_DIRECTORY?.split(':')[0] || '/var/lib/waymark'
}
