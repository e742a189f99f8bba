import { describe, type TestContext, test } from 'node:test'
import { Network, sweepLeftovers } from '../../lab/network.js'
import { missing, type Need } from './requirements.js'

// An interrupted run, or one that took too long, still removes its namespaces: Network does when the process exits.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

let swept = false

const PEERS = /: (zebra|ospfd|pimd|bird)$/

/**
 * A test with a network of its own, which is gone at its end whatever happens. When it fails, what every program said
 * is told with it; but where a peer has crashed, which FRR 8.4 does now and then, it is tried once more.
 *
 * @param failed what is to be done when it has failed
 * @param again whether it is tried once more though no peer has crashed
 */
export function scenario(
  name: string,
  needs: readonly Need[],
  body: (network: Network) => Promise<void>,
  failed: (error: unknown) => void = () => {},
  again = false,
): void {
  const skip = missing(...needs)
  test(name, skip === undefined ? {} : { skip }, async (t) => {
    if (!swept) sweepLeftovers()
    swept = true
    let failure = await attempt(body, t)
    if (failure !== undefined && (again || failure.crashed !== undefined)) {
      t.diagnostic(`${failure.crashed === undefined ? String(failure.error) : `${failure.crashed} crashed`}: once more`)
      failure = await attempt(body, t)
    }
    if (failure === undefined) return
    failed(failure.error)
    throw failure.error
  })
}

interface Failure {
  readonly error: unknown
  /** The peer that crashed. */
  readonly crashed: string | undefined
}

async function attempt(body: (network: Network) => Promise<void>, t: TestContext): Promise<Failure | undefined> {
  const network = new Network('test')
  try {
    await body(network)
    return undefined
  } catch (error) {
    const programs = network.namespaces.flatMap((namespace) => namespace.programs)
    for (const program of programs) {
      t.diagnostic(`${program.name}:`)
      console.log(`--- ${program.name}, the end of its log\n${program.log.split('\n').slice(-40).join('\n')}`)
    }
    const crashed = programs.find((program) => program.crashed && PEERS.test(program.name))
    return { error, crashed: crashed?.name }
  } finally {
    await network.close()
  }
}

/** Scenarios that pass the time that each waits together. */
export function together(name: string, scenarios: () => void): void {
  describe(name, { concurrency: true }, scenarios)
}
