import type { Command } from 'commander'
import type { ReloadResult } from '../daemon/daemon.js'
import { call } from './client.js'
import { findControlSocket } from './control-socket.js'
import { orFail } from './show.js'

/** `waymark reload`: has the daemon read its configuration file again; exit status 1 if the file has problems. */
export function addReloadCommand(program: Command): void {
  program
    .command('reload')
    .summary('have the daemon read its configuration file again')
    .description(
      'Have the running daemon read its configuration file again, and print what is different from before. If the\n' +
        'file has problems they are printed instead, the old configuration stays in force and the exit status is 1.',
    )
    .action((_options: unknown, command: Command) =>
      orFail(async () => {
        const socket = await findControlSocket(command.optsWithGlobals<{ readonly socket?: string }>().socket)
        const { value } = await call<ReloadResult>(socket, 'POST', '/reload')
        console.log(renderReload(value))
        if (!value.loaded) process.exitCode = 1
      }),
    )
}

function renderReload(result: ReloadResult): string {
  if (result.loaded) return result.changed.length === 0 ? 'nothing changed' : result.changed.join('\n')
  return [...result.problems, 'the old configuration stays in force'].join('\n')
}
