import { parseArgs } from 'node:util'
import type { LogLevel } from '../config/settings.js'
import { err, ok, type Result } from '../protocols/base/result.js'
import { CONFIG_FILE } from './paths.js'

/** What `waymarkd` was asked to do. */
export interface CommandLine {
  readonly config: string
  /** Where to record every input; undefined: nowhere. */
  readonly record: string | undefined
  /** With the keys and passwords that are needed to replay what is authenticated. */
  readonly recordSecrets: boolean
  readonly logLevel: LogLevel | undefined
  readonly show: 'help' | 'version' | undefined
}

const LEVELS: readonly LogLevel[] = ['error', 'warning', 'notice', 'info', 'debug']

export const USAGE = `Usage: waymarkd [--config FILE] [--record FILE [--record-secrets]] [--log-level LEVEL]

The Waymark routing daemon, in the foreground. SIGTERM and SIGINT withdraw what it
announced and installed and end it, a second one ends it at once; SIGHUP has it read
its configuration again.

  --config FILE      the configuration (default: ${CONFIG_FILE})
  --record FILE      write every input of the protocols to FILE, as JSON lines
  --record-secrets   with keys and passwords, which a replay of authenticated packets needs
  --log-level LEVEL  ${LEVELS.join(', ')}; overrides the configuration
  --version          print the version
  -h, --help         print this help`

/** @param args the arguments after the program's name; the error is for standard error */
export function parseCommandLine(args: readonly string[]): Result<CommandLine, string> {
  let values: {
    config?: string
    record?: string
    'record-secrets'?: boolean
    'log-level'?: string
    version?: boolean
    help?: boolean
  }
  try {
    values = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        record: { type: 'string' },
        'record-secrets': { type: 'boolean' },
        'log-level': { type: 'string' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    return err((error as Error).message)
  }
  const level = values['log-level']
  const logLevel = LEVELS.find((each) => each === level)
  if (level !== undefined && logLevel === undefined) {
    return err(`--log-level: expected one of ${LEVELS.join(', ')}, not ${level}`)
  }
  if (values['record-secrets'] && values.record === undefined) return err('--record-secrets needs --record FILE')
  return ok({
    config: values.config ?? CONFIG_FILE,
    record: values.record,
    recordSecrets: values['record-secrets'] ?? false,
    logLevel,
    show: values.help ? 'help' : values.version ? 'version' : undefined,
  })
}
