import type { Command } from 'commander'
import { formatProblem, type Problem } from '../config/problem.js'
import type { Settings } from '../config/settings.js'
import { CONFIG_FILE, readConfigFile } from '../daemon/config-file.js'

/** `waymark check [FILE]`: everything that is wrong with a configuration file; exit status 1 if there is anything. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('check a configuration file without using it')
    .description(
      'Check a configuration file and print everything that is wrong with it, one problem a line:\n' +
        'file:line:column: path: what is wrong. The exit status is 1 if there is a problem, else 0.',
    )
    .argument('[file]', 'the file', CONFIG_FILE)
    .option('--json', 'print the outcome as JSON')
    .action((file: string, options: { json?: true }) => {
      const result = readConfigFile(file)
      const problems = result.ok ? [] : result.error
      if (options.json) console.log(JSON.stringify({ version: 1, file, ok: result.ok, problems }, null, 2))
      else if (result.ok) console.log(`${file}: ok: ${summary(result.value)}`)
      else console.log(report(problems))
      if (!result.ok) process.exitCode = 1
    })
}

function report(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return [...problems.map(formatProblem), count].join('\n')
}

/** What the daemon would do, in one line. */
function summary({ ospf, igmp, multicast }: Settings): string {
  const rules = ospf?.areas.flatMap((area) => area.interfaces)
  const parts = [
    rules === undefined ? [] : [`OSPF on ${named(rules)}`],
    igmp === undefined ? [] : [`IGMP on ${named(igmp.interfaces)}`],
    multicast === undefined ? [] : [`multicast between ${multicast.forward.join(', ')}`],
  ].flat()
  return parts.length === 0 ? 'no protocol is configured' : parts.join('; ')
}

function named(rules: readonly { readonly pattern: string }[]): string {
  return rules.length === 0 ? 'no interface' : rules.map((rule) => rule.pattern).join(', ')
}
