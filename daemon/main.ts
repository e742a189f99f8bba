#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --initial-old-space-size=64
import { fstatSync, writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { formatProblem } from '../config/problem.js'
import { IgmpEngine } from '../protocols/igmp/engine.js'
import { MulticastEngine } from '../protocols/multicast/engine.js'
import { OspfEngine } from '../protocols/ospf/engine.js'
import { parseCommandLine, USAGE } from './command-line.js'
import { readConfigFile } from './config-file.js'
import { Daemon, processClock } from './daemon.js'
import { Journal, journalFormat } from './journal/journal.js'
import { writeToStandardError } from './journal/standard-error.js'
import { openKernel } from './kernel/open.js'
import { run } from './process.js'
import { Recorder } from './runtime/recorder.js'
import { stateDirectory } from './state/atomic-file.js'
import { instanceState } from './state/instance-state.js'
import { TableStore } from './state/tables.js'
import { descriptorStore } from './systemd/descriptor-store.js'
import { connectServiceManager } from './systemd/notify.js'
import { waymarkVersion } from './version.js'

const STDOUT = 1
const STDERR = 2
/** sysexits.h: for systemd, which need not start again what cannot start. */
const EX_CONFIG = 78
/** Node 20's: later ones have other compilers, and tell who sets what they have not that they have it not. */
const IS_FIRST_V8 = Number.parseInt(process.versions.v8, 10) < 12

tuneV8ForLoading()
await main()

async function main(): Promise<void> {
  const asked = parseCommandLine(process.argv.slice(2))
  if (!asked.ok) return refuse(`waymarkd: ${asked.error}\n${USAGE}`, 2)
  const { config, record, recordSecrets, logLevel, show } = asked.value
  const version = waymarkVersion()
  if (show !== undefined) {
    writeSync(STDOUT, `${show === 'help' ? USAGE : version}\n`)
    return
  }
  const settings = readConfigFile(config)
  if (!settings.ok) {
    const problems = settings.error.map(formatProblem)
    return refuse(
      [...problems, problems.length === 1 ? '1 problem' : `${problems.length} problems`].join('\n'),
      EX_CONFIG,
    )
  }
  const level = logLevel ?? settings.value.log.level
  const journal = new Journal(writeToStandardError, journalFormat(process.env, fstatSync(STDERR)), level)
  const seed = Math.floor(Math.random() * 2 ** 32)
  let daemon: Daemon | undefined
  let recorder: Recorder | undefined
  if (record !== undefined) {
    const header = { recording: 1, version, seed, settings: settings.value } as const
    try {
      recorder = new Recorder(record, header, recordSecrets, (reason) =>
        daemon?.report({ notice: 'recording-ended', level: 'error', file: record, reason }),
      )
    } catch (error) {
      return refuse(`waymarkd: cannot record: ${(error as Error).message}`, 1)
    }
    process.on('exit', () => recorder?.end())
  }
  const manager = await connectServiceManager(process.env, process.pid)
  const keeper = descriptorStore(process.env, process.pid, manager)
  daemon = new Daemon({
    settings: settings.value,
    warnings: settings.warnings,
    configFile: config,
    reread: () => readConfigFile(config),
    openKernel: (handlers) => openKernel(handlers, keeper),
    engines: {
      ospf: (random) => new OspfEngine(random),
      igmp: () => new IgmpEngine(),
      multicast: () => new MulticastEngine(),
    },
    world: { now: processClock, startTimer, soon: setImmediate },
    journal,
    logLevel,
    state: (instance) => instanceState(stateDirectory(process.env), instance),
    tables: new TableStore(stateDirectory(process.env)),
    seed,
    recordInput: recorder === undefined ? undefined : (engine, input, at) => recorder.record(engine, input, at),
  })
  daemon.onConverged = tuneV8ForChanges
  if (record !== undefined) daemon.report({ notice: 'recording', level: 'notice', file: record })
  await run(daemon, { version, configFile: config }, manager)
}

/**
 * The loading of a network is one short burst of which nearly all is kept. The young generation of the heap need not grow
 * for it, from one megabyte to sixteen; and to share the collection of one that small out to several threads costs more
 * processor time than they spare. Long after a burst the first V8 that is used here collects to give memory back: once is
 * enough. And it spends as much processor time on other threads on making code of the burst as the burst itself takes: until
 * the network is loaded it may wait until what runs often really does.
 */
function tuneV8ForLoading(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--no-parallel-scavenge')
  if (!IS_FIRST_V8) return
  setFlagsFromString('--memory-reducer-single-gc')
  setFlagsFromString('--interrupt-budget=2000000')
}

/**
 * From then on what runs is what runs again with each change of the network, and is to be fast soon. But at V8's default
 * budget one burst of changes pays for code that serves the fourth one: several routers that share the processors, as a chain
 * under test does, wait for each other's compilers.
 */
function tuneV8ForChanges(): void {
  setFlagsFromString('--parallel-scavenge')
  if (IS_FIRST_V8) setFlagsFromString('--interrupt-budget=500000')
}

function startTimer(delay: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delay)
  return () => clearTimeout(timer)
}

function refuse(text: string, status: number): void {
  writeSync(STDERR, `${text}\n`)
  process.exitCode = status
}
