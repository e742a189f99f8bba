import { existsSync } from 'node:fs'
import { CONFIG_FILE, CONTROL_SOCKET } from '../daemon/paths.js'

/**
 * The socket to ask: the one that was named, else the usual one, else what the configuration file says. The file is
 * read last, because reading it takes longer than asking.
 */
export async function findControlSocket(named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  if (existsSync(CONTROL_SOCKET) || !existsSync(CONFIG_FILE)) return CONTROL_SOCKET
  const { readConfigFile } = await import('../daemon/config-file.js')
  const settings = readConfigFile(CONFIG_FILE)
  return settings.ok ? settings.value.control.socket : CONTROL_SOCKET
}
