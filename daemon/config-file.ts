import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { TextDecoder } from 'node:util'
import { type Loaded, loadConfig } from '../config/load.js'
import type { SecretFile } from '../config/settings.js'
import { err, ok, type Result } from '../protocols/base/result.js'

const MIB = 1024 * 1024
/** Far more than a configuration for every interface a router can have. */
const MAX_BYTES = 4 * MIB

/** Far more than a key. */
const MAX_SECRET_BYTES = 4096
/** Mode bit: others may read. */
const S_IROTH = 0o004

/**
 * Reads and checks a configuration file and the files that it names. One that cannot be read is a problem like any
 * other; never throws.
 */
export function readConfigFile(path: string): Loaded {
  const text = readText(path)
  if (!text.ok) return err([{ file: path, line: 1, column: 1, path: '', message: `cannot be read: ${text.error}` }])
  const readOther = (name: string): Result<SecretFile, string> => readSecret(resolve(dirname(path), name))
  return loadConfig(text.value.text, path, readOther, text.value.worldReadable)
}

function readText(path: string): Result<{ readonly text: string; readonly worldReadable: boolean }, string> {
  const file = readBytes(path, MAX_BYTES)
  if (!file.ok) return file
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.value.bytes)
    return ok({ text, worldReadable: isWorldReadable(file.value.stat) })
  } catch (error) {
    return err(reason(error))
  }
}

function readSecret(path: string): Result<SecretFile, string> {
  const file = readBytes(path, MAX_SECRET_BYTES)
  return file.ok ? ok({ bytes: file.value.bytes, worldReadable: isWorldReadable(file.value.stat) }) : file
}

function isWorldReadable(stat: Stats): boolean {
  return stat.isFile() && (stat.mode & S_IROTH) !== 0
}

function readBytes(path: string, most: number): Result<{ readonly bytes: Uint8Array; readonly stat: Stats }, string> {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    return err(reason(error))
  }
  try {
    const stat = fstatSync(fd)
    if (stat.isDirectory()) return err('it is a directory, not a file')
    // A pipe or /dev/stdin has no size: read until the end or the limit.
    const bytes = new Uint8Array(stat.isFile() ? Math.min(stat.size, most) + 1 : most + 1)
    let length = 0
    while (length < bytes.length) {
      const n = readSync(fd, bytes, length, bytes.length - length, null)
      if (n === 0) break
      length += n
    }
    if (length > most) return err(`it is larger than ${most < MIB ? `${most / 1024} KiB` : `${most / MIB} MiB`}`)
    return ok({ bytes: bytes.subarray(0, length), stat })
  } catch (error) {
    return err(reason(error))
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
