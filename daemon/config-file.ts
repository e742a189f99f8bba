import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { TextDecoder } from 'node:util'
import { loadConfig } from '../config/load.js'
import type { Problem } from '../config/problem.js'
import type { Settings } from '../config/settings.js'
import { err, ok, type Result } from '../protocols/base/result.js'

/** Far more than a configuration for every interface a router can have. */
const MAX_BYTES = 4 * 1024 * 1024

/** Reads and checks a configuration file. A file that cannot be read is a problem like any other; never throws. */
export function readConfigFile(path: string): Result<Settings, readonly Problem[]> {
  const text = readText(path)
  return text.ok
    ? loadConfig(text.value, path)
    : err([{ file: path, line: 1, column: 1, path: '', message: text.error }])
}

function readText(path: string): Result<string, string> {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    return err(`cannot be read: ${reason(error)}`)
  }
  try {
    const stat = fstatSync(fd)
    if (stat.isDirectory()) return err('cannot be read: it is a directory, not a file')
    // A pipe or /dev/stdin has no size: read until the end or the limit.
    const bytes = new Uint8Array(stat.isFile() ? Math.min(stat.size, MAX_BYTES) + 1 : MAX_BYTES + 1)
    let length = 0
    while (length < bytes.length) {
      const n = readSync(fd, bytes, length, bytes.length - length, null)
      if (n === 0) break
      length += n
    }
    if (length > MAX_BYTES) return err(`cannot be read: it is larger than ${MAX_BYTES / 1024 / 1024} MiB`)
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length)))
  } catch (error) {
    return err(`cannot be read: ${reason(error)}`)
  } finally {
    closeSync(fd)
  }
}

function reason(error: unknown): string {
  const code = (error as { code?: string }).code
  switch (code) {
    case 'ENOENT':
      return 'there is no such file'
    case 'EACCES':
      return 'permission denied'
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8 text'
    default:
      return code ?? String(error)
  }
}
