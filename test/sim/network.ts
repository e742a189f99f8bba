import assert from 'node:assert/strict'
import type { Duration } from '../../protocols/base/duration.js'
import { formatIpv4, type Ipv4 } from '../../protocols/base/ipv4.js'
import { seededRandom } from '../../protocols/base/random.js'
import type { Configuration, Outside } from './configuration.js'
import { type Oracle, oracleOf } from './oracle.js'
import { SimRouter } from './router.js'
import { type EndPlan, type NetworkPlan, nextIndex, type RouterPlan, type Topology } from './topology.js'
import { Wire, type WireFaults } from './wire.js'
import { World } from './world.js'

/** A topology that is alive: its routers run, its wires carry, and what happens to it is written on the plan too. */
export class SimNetwork {
  readonly world = new World()
  readonly topology: Topology
  readonly routers = new Map<RouterPlan, SimRouter>()
  readonly wires = new Map<NetworkPlan, Wire>()

  /** @param seed of everything that is left to chance in it */
  constructor(topology: Topology, seed = 1) {
    this.topology = topology
    const random = seededRandom(seed)
    for (const plan of topology.routers) this.routers.set(plan, new SimRouter(plan, this.world, random.uint32()))
    for (const plan of topology.networks) {
      const wire = new Wire(plan, this.world, random)
      this.wires.set(plan, wire)
      for (const end of plan.ends) this.router(end.router).connect(wire, end)
    }
  }

  router(plan: RouterPlan): SimRouter {
    return this.routers.get(plan)!
  }

  wire(plan: NetworkPlan): Wire {
    return this.wires.get(plan)!
  }

  /** Starts every router that the plan calls alive. */
  start(): void {
    for (const [plan, router] of this.routers) if (plan.alive) router.start()
  }

  startRouter(plan: RouterPlan): void {
    plan.alive = true
    this.router(plan).start()
  }

  /** The daemon dies; its links stay up. */
  kill(plan: RouterPlan): void {
    plan.alive = false
    this.router(plan).kill()
  }

  /** The daemon is asked to end. */
  stop(plan: RouterPlan): void {
    plan.alive = false
    this.router(plan).stop()
  }

  /** Carrier comes or goes: at both ends of a point-to-point link, else at one. */
  setCarrier(network: NetworkPlan, end: EndPlan, up: boolean): void {
    for (const affected of network.kind === 'point-to-point' ? network.ends : [end]) {
      if (affected.up === up) continue
      affected.up = up
      this.router(affected.router).linkChanged(affected)
    }
  }

  /** Ends of different groups hear each other no more, and see nothing of it. */
  setGroups(network: NetworkPlan, groupOf: (end: EndPlan) => number): void {
    for (const end of network.ends) end.group = groupOf(end)
  }

  /** The router's settings for the interface change. */
  configure(end: EndPlan, settings: Partial<Pick<EndPlan, 'cost' | 'priority' | 'passive'>>): void {
    Object.assign(end, settings)
    const router = this.router(end.router)
    if (router.engine !== undefined) router.reconfigure()
  }

  /** The router's settings change. */
  reconfigure(plan: RouterPlan, configuration: Partial<Configuration>): void {
    plan.configuration = { ...plan.configuration, ...configuration }
    const router = this.router(plan)
    if (router.engine !== undefined) router.reconfigure()
  }

  /** What the router has outside of the AS changes. */
  setOutside(plan: RouterPlan, outside: Partial<Outside>): void {
    plan.outside = { ...plan.outside, ...outside }
    this.router(plan).outsideChanged()
  }

  /** The routers hide the network's prefix, or no longer. */
  hide(network: NetworkPlan, hidden: boolean): void {
    network.hidden = hidden
    for (const { router } of network.ends)
      if (this.router(router).engine !== undefined) this.router(router).reconfigure()
  }

  /** The end gets another address in its subnet. */
  renumber(end: EndPlan, address: Ipv4): void {
    end.address = address
    this.router(end.router).linkChanged(end)
  }

  /** The end's link goes, and comes back with another index. */
  replug(end: EndPlan): void {
    this.router(end.router).replug(end, nextIndex(this.topology, end.router))
  }

  setFaults(faults: WireFaults): void {
    for (const wire of this.wires.values()) wire.faults = { ...faults }
  }

  run(duration: Duration): void {
    this.world.run(duration)
  }

  /** Packets on all wires so far. */
  packets(): number {
    let sum = 0
    for (const wire of this.wires.values()) sum += wire.packets
    return sum
  }

  /** Whether everything is as the oracle says; what is not, in words. */
  problems(): string[] {
    const oracle = oracleOf(this.topology)
    return [...this.routeProblems(oracle), ...this.#databaseProblems(oracle), ...this.#adjacencyProblems()]
  }

  /** LSAs of routers that are not there or not reachable, which have to be gone after MaxAge. */
  strangers(): string[] {
    const result: string[] = []
    for (const component of oracleOf(this.topology).components()) {
      const members = new Set(component.map(({ routerId }) => formatIpv4(routerId)))
      for (const plan of component)
        for (const key of this.database(plan).keys())
          if (!members.has(key.split(' ')[2]!)) result.push(`${plan.name} still has ${key}`)
    }
    return result
  }

  /** Runs until everything is as the oracle says, at most for `limit`. */
  converge(limit: Duration): void {
    const step = 1000 as Duration
    for (let left = limit as number; left > 0; left -= step) {
      this.run(step)
      if (this.problems().length === 0) return
    }
    assert.deepEqual(this.problems(), [])
  }

  /** Where a kernel's routes are not the oracle's. */
  routeProblems(oracle: Pick<Oracle, 'routes'> = oracleOf(this.topology)): string[] {
    const problems: string[] = []
    for (const [plan, router] of this.routers) {
      if (!plan.alive) continue
      const table = router.kernel.table()
      const wanted = oracle.routes(plan)
      for (const [prefix, ways] of wanted)
        if (!ways.includes(table.get(prefix) ?? ''))
          problems.push(`${plan.name}: ${prefix} is ${table.get(prefix)}, ought to be ${ways.join(' or ')}`)
      for (const [prefix, way] of table)
        if (!wanted.has(prefix)) problems.push(`${plan.name}: ${prefix} is ${way}, ought not to be there`)
    }
    return problems
  }

  #databaseProblems(oracle: Oracle): string[] {
    const problems: string[] = []
    for (const component of oracle.components()) {
      const [first, ...others] = component
      const database = this.database(first!)
      for (const other of others)
        problems.push(...differences(database, this.database(other)).map((d) => `${first!.name}/${other.name}: ${d}`))
      const members = new Set(component.map(({ routerId }) => formatIpv4(routerId)))
      const own = [...database.keys()].filter((key) => members.has(key.split(' ')[2]!))
      const count = (type: string): number => own.filter((key) => key.startsWith(`${type} `)).length
      if (count('router') !== members.size) problems.push(`${count('router')} router-LSAs of ${members.size} routers`)
      const networks = oracle.networkLsas(component)
      if (count('network') !== networks) problems.push(`${count('network')} network-LSAs of ${networks} networks`)
    }
    return problems
  }

  /** Neighbors between two states, and lists that ought to be empty. */
  #adjacencyProblems(): string[] {
    const problems: string[] = []
    for (const [plan, router] of this.routers)
      for (const neighbor of router.engine?.view(this.world.now).neighbors ?? []) {
        const { interface: name, address, state, retransmissionList, requestList, whyNotFull } = neighbor
        const settled = state === null || ['Full', '2-Way', 'Init', 'Attempt'].includes(state)
        if (!settled || retransmissionList > 0 || requestList > 0)
          problems.push(
            `${plan.name} ${name} ${address}: ${state}, ${retransmissionList} to retransmit, ` +
              `${requestList} to request, ${whyNotFull}`,
          )
      }
    return problems
  }

  /** `type id originator` → what is the same in every router that has the same instance. */
  database(plan: RouterPlan): Map<string, string> {
    const result = new Map<string, string>()
    for (const entry of this.router(plan).engine!.database(this.world.now)) {
      if (entry.interface !== null) continue
      const key = `${entry.type} ${entry.linkStateId} ${entry.advertisingRouter}`
      const value = `${entry.sequenceNumber} ${entry.checksum} ${entry.length} ${JSON.stringify(entry.body)}`
      result.set(key, entry.age >= 3600 ? `${value} MaxAge` : value)
    }
    return result
  }
}

function differences(a: Map<string, string>, b: Map<string, string>): string[] {
  const result: string[] = []
  for (const key of new Set([...a.keys(), ...b.keys()]))
    if (a.get(key) !== b.get(key)) result.push(`${key}: ${a.get(key) ?? 'missing'} / ${b.get(key) ?? 'missing'}`)
  return result
}
