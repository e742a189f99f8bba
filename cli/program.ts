import { Command } from 'commander'
import { waymarkVersion } from '../daemon/version.js'
import { addCheckCommand } from './check.js'
import { addExplainCommand } from './explain.js'
import { addReloadCommand } from './reload.js'
import { addRestartCommand } from './restart.js'
import { addSchemaCommand } from './schema.js'
import { addShowCommand } from './show.js'
import { addStubRouterCommand } from './stub-router.js'

/** The command `waymark` with everything it can do. */
export function createProgram(): Command {
  const program = new Command('waymark')
    .description('Ask and check Waymark, the routing daemon for OSPFv2, IGMP and multicast forwarding.')
    .version(waymarkVersion(), '--version', 'print the version')
    .option('--socket <path>', "the daemon's control socket")
    .helpOption('-h, --help', 'print this help, or that of a command: waymark help COMMAND')
    .showHelpAfterError('(waymark --help says what there is)')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
  addShowCommand(program)
  addExplainCommand(program)
  addReloadCommand(program)
  addRestartCommand(program)
  addStubRouterCommand(program)
  addCheckCommand(program)
  addSchemaCommand(program)
  return program
}
