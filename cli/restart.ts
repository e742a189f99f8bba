import type { Command } from 'commander'
import type { RestartResult } from '../daemon/daemon.js'
import { call } from './client.js'
import { findControlSocket } from './control-socket.js'
import { orFail } from './show.js'

/** `waymark restart --graceful`: the daemon ends with neighbors and routes waiting for it (RFC 3623). */
export function addRestartCommand(program: Command): void {
  program
    .command('restart')
    .summary('have the daemon begin anew while traffic goes on')
    .description(
      'Have the running daemon ask its neighbors to wait (RFC 3623), and end with the routes left in the kernel. systemd\n' +
        'starts it again at once; who runs it otherwise starts it again within ospf.graceful-restart.grace-period. Exit\n' +
        'status 1 if it does not, because that is not configured. Without OSPF there is nobody to ask. A restart that is not graceful: systemctl restart waymark.',
    )
    .requiredOption('--graceful', 'the only restart that there is')
    .action((_options: unknown, command: Command) =>
      orFail(async () => {
        const socket = await findControlSocket(command.optsWithGlobals<{ readonly socket?: string }>().socket)
        const { value } = await call<RestartResult>(socket, 'POST', '/restart')
        console.log(renderRestart(value))
        if (!value.restarting) process.exitCode = 1
      }),
    )
}

function renderRestart(result: RestartResult): string {
  if (!result.restarting) return `not restarted: ${result.reason}`
  const { unacknowledged } = result
  if (unacknowledged === 0) return 'restarting; every neighbor knows'
  return `restarting; on ${unacknowledged} ${unacknowledged === 1 ? 'interface' : 'interfaces'} not every neighbor acknowledged it`
}
