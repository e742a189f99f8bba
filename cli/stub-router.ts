import type { Command } from 'commander'
import { DEFAULT_INSTANCE } from '../config/settings.js'
import type { Answers } from '../daemon/control/answers.js'
import { ClientError, call, pathOf } from './client.js'
import { findControlSocket } from './control-socket.js'
import { orFail } from './show.js'

/** `waymark stub-router enter|leave`: has others send through this router only what cannot go elsewhere (RFC 6987). */
export function addStubRouterCommand(program: Command): void {
  const stubRouter = program.command('stub-router').summary('have traffic go around this router, or through it again')
  action(stubRouter, 'enter', 'have other routers send through this one only what cannot go elsewhere (RFC 6987)')
  action(stubRouter, 'leave', 'take that back, after a start too; what is configured as always stays')
}

function action(parent: Command, name: 'enter' | 'leave', summary: string): void {
  parent
    .command(name)
    .summary(summary)
    .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`)
    .option('--instance <name>', 'only in this instance of OSPF')
    .action((_options: unknown, command: Command) =>
      orFail(async () => {
        const options = command.optsWithGlobals<{ readonly socket?: string; readonly instance?: string }>()
        const socket = await findControlSocket(options.socket)
        const path = pathOf(`/ospf/stub-router/${name}`, options.instance)
        const { status, value } = await call<{ readonly running: boolean; readonly error: string }>(
          socket,
          'POST',
          path,
        )
        if (status === 404) throw new ClientError(value.error)
        if (!value.running) throw new ClientError('OSPF does not run')
        const after = await call<Answers['/status']>(socket, 'GET', '/status')
        console.log(renderStubRouters(after.value.ospf, options.instance))
      }),
    )
}

/** What each instance is now, or the one that is named. */
export function renderStubRouters(ospf: Answers['/status']['ospf'], only: string | undefined): string {
  return ospf
    .filter(({ instance }) => only === undefined || instance === only)
    .map(({ instance, stubRouter }) => {
      const which = instance === DEFAULT_INSTANCE ? '' : `${instance}: `
      const what =
        stubRouter === null ? 'traffic goes through this router' : `traffic goes around this router (${stubRouter})`
      return which + what
    })
    .join('\n')
}
