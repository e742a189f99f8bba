import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Namespace, output } from './namespace.js'

/** One end of a link: the namespace, the interface's name there, and its addresses as `ip address add` takes them. */
export interface End {
  readonly at: Namespace
  readonly name: string
  readonly addresses?: readonly string[]
}

let networks = 0

/**
 * Routers and hosts as network namespaces, with links and LANs between them. Its namespaces' names carry the process's
 * id and a number of its own: no two networks meet, and a process that was killed leaves what the next one recognizes.
 */
export class Network {
  readonly namespaces: Namespace[] = []
  /** For configuration files and sockets; gone when the network closes. */
  readonly directory: string
  readonly #prefix: string
  readonly #atExit = (): void => this.#removeAll()
  /** Those that have been begun: where one fails, the others still come to be, and must be waited for to be removed. */
  readonly #additions: Promise<unknown>[] = []
  #lans: Namespace | undefined

  /** @param purpose a lower-case word: part of the namespaces' names */
  constructor(purpose: string) {
    networks++
    this.#prefix = `wm-${purpose}-${process.pid}-${networks}-`
    this.directory = mkdtempSync(join(tmpdir(), `wm-${purpose}-${process.pid}-`))
    execFileSync('chmod', ['755', this.directory])
    process.on('exit', this.#atExit)
  }

  /** A namespace that forwards packets, or a host, which does not. */
  async add(name: string, kind: 'router' | 'host' = 'router'): Promise<Namespace> {
    const namespace = new Namespace(name, this.#prefix + name)
    this.namespaces.push(namespace)
    const added = output(['ip', 'netns', 'add', namespace.netns])
    this.#additions.push(added)
    await added
    const forwarding = kind === 'router' ? 1 : 0
    await namespace.run([
      'sh',
      '-c',
      // IPv6 has no part in it, and its duplicate address detection would delay interfaces.
      `echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
       cd /proc/sys/net/ipv4
       echo ${forwarding} > ip_forward; echo 0 > conf/all/rp_filter; echo 0 > conf/default/rp_filter
       echo 1 > fib_multipath_hash_policy
       ip link set lo up`,
    ])
    return namespace
  }

  /** A cable between two of them. */
  async connect(a: End, b: End): Promise<void> {
    const [left, right] = [a, b].map((end) => [end.name, 'netns', end.at.netns])
    await output(['ip', 'link', 'add', ...left!, 'type', 'veth', 'peer', 'name', ...right!])
    await Promise.all([raise(a), raise(b)])
  }

  /** A switch, which floods multicast to every port. */
  async lan(name: string, ends: readonly End[]): Promise<void> {
    this.#lans ??= await this.add('switch', 'host')
    const at = this.#lans
    await at.ip(`link add name ${name} type bridge mcast_snooping 0`, `link set ${name} up`)
    for (const end of ends) {
      const port = this.port(end)
      await this.connect(end, { at, name: port })
      await at.ip(`link set ${port} master ${name}`)
    }
  }

  /** The namespace the LANs' bridges are in. */
  get switch(): Namespace | undefined {
    return this.#lans
  }

  /** The switch's port that an end of a LAN is plugged into. */
  port(end: Pick<End, 'at' | 'name'>): string {
    return `${end.at.name}.${end.name}`.slice(0, 15)
  }

  /** Stops every program and removes everything. */
  async close(): Promise<void> {
    process.off('exit', this.#atExit)
    const programs = this.namespaces.flatMap((namespace) => namespace.programs)
    await Promise.all(programs.map((program) => program.stop('SIGTERM', 3_000)))
    await Promise.allSettled(this.#additions)
    this.#removeAll()
  }

  #removeAll(): void {
    for (const namespace of this.namespaces) remove(namespace.netns)
    rmSync(this.directory, { recursive: true, force: true })
  }
}

async function raise(end: End): Promise<void> {
  const addresses = (end.addresses ?? []).map((address) => `address add ${address} dev ${end.name}`)
  await end.at.ip(...addresses, `link set ${end.name} up`)
}

/** Removes the namespaces and directories of networks whose process is no more; says how many there were. */
export function sweepLeftovers(): number {
  const isLeftover = (name: string): boolean => {
    const pid = /^wm-[a-z]+-(\d+)-/.exec(name)?.[1]
    return pid !== undefined && !isAlive(Number(pid))
  }
  // It complains of namespaces that somebody else is removing right now.
  const list = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const left = list
    .split('\n')
    .map((line) => line.split(' ')[0]!)
    .filter(isLeftover)
  for (const netns of left) remove(netns)
  for (const name of readdirSync(tmpdir()).filter(isLeftover)) {
    rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
  return left.length
}

function isAlive(pid: number): boolean {
  try {
    // The state follows the name in parentheses; a zombie is dead, whoever fails to bury it.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Ends what runs in a namespace and removes it; a namespace that is gone already is fine. */
function remove(netns: string): void {
  const quietly: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
  try {
    for (const pid of execFileSync('ip', ['netns', 'pids', netns], quietly).split('\n').filter(Boolean)) {
      process.kill(Number(pid), 'SIGKILL')
    }
  } catch {
    // It has ended by itself meanwhile.
  }
  try {
    execFileSync('ip', ['netns', 'delete', netns], quietly)
  } catch {
    // Somebody else has removed it.
  }
}
