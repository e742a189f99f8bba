import type { Command } from 'commander'
import { formatProblem, formatWarning, type Problem } from '../config/problem.js'
import { DEFAULT_INSTANCE, instancesOf, type Settings } from '../config/settings.js'
import { CONFIG_FILE } from '../daemon/paths.js'

/** `waymark check [FILE]`: everything that is wrong with a configuration file; exit status 1 if there is anything. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('check a configuration file without using it')
    .description(
      'Check a configuration file and print everything that is wrong with it, one problem a line:\n' +
        'file:line:column: path: what is wrong. The exit status is 1 if there is a problem, else 0. What is probably not\n' +
        'meant so is a warning, which changes neither the exit status nor what the daemon does.',
    )
    .argument('[file]', 'the file', CONFIG_FILE)
    .option('--against <file>', 'also print what is different from this file, defaults included')
    .option('--json', 'print JSON, with the version of its shape as "schema"')
    .action(async (file: string, { against, json }: { against?: string; json?: true }) => {
      // The language of the file takes longer to load than `waymark show` takes: only who needs it waits for it.
      const { diff, formatChange } = await import('../config/diff.js')
      const { readConfigFile } = await import('../daemon/config-file.js')
      const checked = readConfigFile(file)
      const compared = against === undefined ? undefined : readConfigFile(against)
      const problems = [checked, compared].flatMap((result) => (result?.ok === false ? result.error : []))
      const warnings = checked.ok ? checked.warnings : []
      const changes = checked.ok && compared?.ok ? diff(compared.value, checked.value) : undefined
      if (json) {
        console.log(
          JSON.stringify({ schema: 1, file, ok: problems.length === 0, problems, warnings, changes }, null, 2),
        )
      } else {
        for (const warning of warnings) console.log(formatWarning(warning))
        if (checked.ok) console.log(`${file}: ok: ${summary(checked.value)}`)
        if (problems.length > 0) console.log(report(problems))
        if (changes !== undefined) console.log(changes.map(formatChange).join('\n') || `no different from ${against}`)
      }
      if (problems.length > 0) process.exitCode = 1
    })
}

function report(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return [...problems.map(formatProblem), count].join('\n')
}

/** What the daemon would do, in one line. */
function summary(settings: Settings): string {
  const { igmp, multicast } = settings
  const parts = [
    instancesOf(settings).map(({ name, ospf, vrf }) => {
      const which = name === DEFAULT_INSTANCE ? 'OSPF' : `OSPF ${name}`
      const where = vrf === undefined ? '' : ` in the VRF ${vrf}`
      return `${which} on ${named(ospf.areas.flatMap((area) => area.interfaces))}${where}`
    }),
    igmp === undefined ? [] : [`IGMP on ${named(igmp.interfaces)}`],
    multicast === undefined ? [] : [`multicast between ${multicast.forward.join(', ')}`],
  ].flat()
  return parts.length === 0 ? 'no protocol is configured' : parts.join('; ')
}

function named(rules: readonly { readonly pattern: string }[]): string {
  return rules.length === 0 ? 'no interface' : rules.map((rule) => rule.pattern).join(', ')
}
