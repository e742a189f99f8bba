import { type Command, InvalidArgumentError } from 'commander'
import { TIMES_TO_LIVE, type TimeToLive } from '../daemon/control/control.js'
import { isMulticast, parseIpv4 } from '../protocols/base/ipv4.js'
import { ask, call } from './client.js'
import { findControlSocket } from './control-socket.js'
import { explainMulticast, renderExplanation } from './explain/multicast.js'
import { orFail } from './show.js'

/** `waymark explain …`: why something is as it is; exit status 1 if there is a problem. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .summary('say why something is as it is')
    .command('multicast')
    .summary('why packets of a multicast group get where they get, and why not elsewhere')
    .argument('<group>', 'the multicast group', groupAddress)
    .argument('[source]', 'one sender of it', address)
    .option('--json', 'as JSON')
    .action((group: string, source: string | undefined, _options: unknown, command: Command) =>
      orFail(async () => {
        const options = command.optsWithGlobals<{ readonly socket?: string; readonly json?: true }>()
        const socket = await findControlSocket(options.socket)
        const { value } = await ask(socket, '/multicast/explanation')
        const listened = await call<{ readonly timesToLive: readonly TimeToLive[] }>(
          socket,
          'POST',
          `${TIMES_TO_LIVE}${group}`,
        )
        const findings = explainMulticast(group, source, { ...value, ...listened.value })
        console.log(options.json ? JSON.stringify({ schema: value.schema, findings }) : renderExplanation(findings))
        if (findings.some((finding) => finding.problem)) process.exitCode = 1
      }),
    )
}

function groupAddress(text: string): string {
  const parsed = parseIpv4(text)
  if (parsed === undefined || !isMulticast(parsed)) throw new InvalidArgumentError('It is not a multicast address.')
  return text
}

function address(text: string): string {
  if (parseIpv4(text) === undefined) throw new InvalidArgumentError('It is not an IPv4 address.')
  return text
}
