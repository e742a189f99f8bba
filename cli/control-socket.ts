import { existsSync } from 'node:fs'

/** Where the daemon listens unless its configuration says otherwise. */
export const CONTROL_SOCKET = '/run/waymark/control.sock'

/**
 * The socket to ask: the one that was named, else the usual one, else what the configuration file says. The file is
 * read last, because reading it takes longer than asking.
 */
export async function findControlSocket(named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  if (existsSync(CONTROL_SOCKET)) return CONTROL_SOCKET
  const { CONFIG_FILE, readConfigFile } = await import('../daemon/config-file.js')
  if (!existsSync(CONFIG_FILE)) return CONTROL_SOCKET
  const settings = readConfigFile(CONFIG_FILE)
  return settings.ok ? settings.value.control.socket : CONTROL_SOCKET
}
