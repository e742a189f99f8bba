import { readdirSync, readFileSync } from 'node:fs'
import type { Namespace } from '../lab/namespace.js'
import type { Network } from '../lab/network.js'
import { type RouterPlan, waymarkOspf } from '../lab/plan.js'
import type { Program } from '../lab/program.js'
import { Waymark } from '../lab/waymark.js'
import { Bird, birdOspf } from '../test/netns/bird.js'
import { Frr, frrOspf } from '../test/netns/frr.js'
import type { Implementation, RunningRouter } from '../test/netns/peers.js'

/** A router of one implementation with all its processes, and what they have cost. */
export class MeasuredRouter {
  /** Resolves when the programs say that they are ready. */
  readonly started: Promise<RunningRouter>
  readonly #at: Namespace
  readonly #others: ReadonlySet<Program>

  private constructor(at: Namespace, launch: () => Promise<RunningRouter>) {
    this.#at = at
    this.#others = new Set(at.programs)
    this.started = launch()
  }

  /** Begins to start it in `at`, and does not wait. */
  static start(network: Network, at: Namespace, plan: RouterPlan, implementation: Implementation): MeasuredRouter {
    return new MeasuredRouter(at, () => launch(network, at, plan, implementation))
  }

  /** Milliseconds of processor time so far, of all threads. */
  processor(): number {
    return this.#sum(processorTime)
  }

  /** Resident megabytes. */
  memory(): number {
    return this.#sum((pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1000)
  }

  /** Its processes. */
  pids(): number[] {
    return this.#programs().map(({ child }) => child.pid!)
  }

  #programs(): Program[] {
    return this.#at.programs.filter((program) => !this.#others.has(program))
  }

  #sum(of: (pid: number) => number): number {
    return this.#programs().reduce((sum, program) => sum + ofLiving(program, of), 0)
  }
}

function ofLiving({ name, child, log }: Program, of: (pid: number) => number): number {
  try {
    return of(child.pid!)
  } catch (cause) {
    throw new Error(`${name} is gone; the end of its log:\n${log.split('\n').slice(-20).join('\n')}`, { cause })
  }
}

/** Each as its packages configure it, with the timers of the plan and nothing tuned. */
async function launch(
  network: Network,
  at: Namespace,
  plan: RouterPlan,
  implementation: Implementation,
): Promise<RunningRouter> {
  switch (implementation) {
    case 'frr':
      return Frr.start(network, at, ['ospfd'], frrOspf(plan).replace(/ timers throttle spf .*\n?/, ''))
    case 'bird':
      return Bird.start(network, at, birdOspf(plan))
    case 'waymark':
      return Waymark.start(network, at, waymarkOspf(plan, { 'maximum-lsas': 1_000_000 }))
  }
}

/** How many of its neighbors are Full. */
export async function fullNeighbors(router: RunningRouter): Promise<number> {
  return (await router.neighbors()).filter(({ state }) => state.startsWith('Full')).length
}

/** Milliseconds of processor time of a process so far, of all its threads. */
export function processorTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const times = threads.map((tid) => Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(' ')[0]))
  return times.reduce((sum, each) => sum + each, 0) / 1e6
}
