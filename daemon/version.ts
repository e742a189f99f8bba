import { readFileSync } from 'node:fs'

/** The version of Waymark that runs. */
export function waymarkVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
