import { describe, test } from 'node:test'
import { Network, sweepLeftovers } from '../../lab/network.js'
import { missing, type Need } from './requirements.js'

// An interrupted run, or one that took too long, still removes its namespaces: Network does when the process exits.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

let swept = false

/**
 * A test with a network of its own, which is gone at its end whatever happens. When it fails, what every program said
 * is told with it.
 */
export function scenario(name: string, needs: readonly Need[], body: (network: Network) => Promise<void>): void {
  const skip = missing(...needs)
  test(name, skip === undefined ? {} : { skip }, async (t) => {
    if (!swept) sweepLeftovers()
    swept = true
    const network = new Network('test')
    try {
      await body(network)
    } catch (error) {
      for (const program of network.namespaces.flatMap((namespace) => namespace.programs)) {
        t.diagnostic(`${program.name}:`)
        console.log(`--- ${program.name}, the end of its log\n${program.log.split('\n').slice(-40).join('\n')}`)
      }
      throw error
    } finally {
      await network.close()
    }
  })
}

/** Scenarios that pass the time that each waits together. */
export function together(name: string, scenarios: () => void): void {
  describe(name, { concurrency: true }, scenarios)
}
