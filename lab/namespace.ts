import { execFile, spawn } from 'node:child_process'
import { Program } from './program.js'

/** A network namespace of this machine, as one router or host. */
export class Namespace {
  /** Short, as the network calls it. */
  readonly name: string
  /** As `ip netns` lists it: unique on this machine. */
  readonly netns: string
  readonly programs: Program[] = []

  constructor(name: string, netns: string) {
    this.name = name
    this.netns = netns
  }

  /** Runs `ip` commands in the namespace, each a line as `link set lo up`, in one go. */
  async ip(...lines: readonly string[]): Promise<void> {
    await feed(['ip', '-n', this.netns, '-batch', '-'], `${lines.join('\n')}\n`)
  }

  /** What `ip -j` says to one question, parsed. */
  async ipJson(question: string): Promise<unknown> {
    const text = await output(['ip', '-n', this.netns, '-j', ...question.split(' ')])
    return text.trim() === '' ? [] : JSON.parse(text)
  }

  /** Sets kernel variables below /proc/sys/net/ipv4. */
  async sysctl(values: Readonly<Record<string, number | string>>): Promise<void> {
    const lines = Object.entries(values).map(([name, value]) => `echo ${value} > /proc/sys/net/ipv4/${name}`)
    await this.run(['sh', '-ec', lines.join('\n')])
  }

  /** Runs a command to its end and returns what it printed; throws what it complained of when it fails. */
  run(command: readonly string[]): Promise<string> {
    return output(this.inside(command))
  }

  /** Starts a program that runs until it is stopped or the network closes. */
  start(name: string, command: readonly string[], env?: NodeJS.ProcessEnv): Program {
    const program = new Program(`${this.name}: ${name}`, this.inside(command), env)
    this.programs.push(program)
    return program
  }

  /** The command that runs `command` in here. */
  inside(command: readonly string[]): string[] {
    return ['ip', 'netns', 'exec', this.netns, ...command]
  }
}

/** Runs a command to its end and returns its output. */
export function output(command: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command[0]!, command.slice(1), { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${command.join(' ')}: ${stderr.trim() || stdout.trim() || error.message}`))
    })
  })
}

function feed(command: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint += chunk
    })
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 0) resolve()
      else reject(new Error(`${command.join(' ')}: ${complaint.trim()}\n${input}`))
    })
    child.stdin.end(input)
  })
}
