import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type InstanceSettings, type Settings, VRF_TABLE } from '../../../config/settings.js'
import type { OspfEffect, OspfInput } from '../../../protocols/ospf/contract.js'
import { FakeDaemon, link, SETTINGS } from './fake-daemon.js'

const NAMES = ['default', 'blue', 'red'] as const
const VRFS = ['vrf-a', 'vrf-b'] as const
const PORTS = [2, 3]

/** Where an instance is to be; undefined: not in the configuration. */
type Place = { readonly table: number } | { readonly vrf: string } | undefined
type Step =
  | { readonly do: 'reload'; readonly name: (typeof NAMES)[number]; readonly place: Place }
  | { readonly do: 'vrf'; readonly name: string; readonly there: boolean }
  | { readonly do: 'enslave'; readonly port: number; readonly vrf: string | undefined }
  | { readonly do: 'exchange names' }
  | { readonly do: 'rest' }
  | { readonly do: 'stops'; readonly atOnce: boolean }

const place: fc.Arbitrary<Place> = fc.oneof(
  fc.constant(undefined),
  fc.record({ table: fc.constantFrom(100, 254) }),
  fc.record({ vrf: fc.constantFrom(...VRFS) }),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reload' as const), name: fc.constantFrom(...NAMES), place }) },
  fc.record({ do: fc.constant('vrf' as const), name: fc.constantFrom(...VRFS), there: fc.boolean() }),
  fc.record({
    do: fc.constant('enslave' as const),
    port: fc.constantFrom(...PORTS),
    vrf: fc.constantFrom(undefined, ...VRFS),
  }),
  fc.constant({ do: 'exchange names' as const }),
  { weight: 2, arbitrary: fc.constant({ do: 'rest' as const }) },
  fc.record({ do: fc.constant('stops' as const), atOnce: fc.boolean() }),
)

/** The machine, and what of it each engine was told. */
class Machine {
  readonly fake = new FakeDaemon({ ...SETTINGS, ospf: undefined })
  readonly places = new Map<string, Place>()
  /** The index of each VRF's device. */
  #vrfDevices = new Map<string, number>()
  readonly #masters = new Map<number, string>()
  #lastIndex = 10
  #atOnce = true

  constructor() {
    this.fake.links = [link(1, 'lo'), ...PORTS.map((port) => link(port, `eth${port}`, `10.0.${port}.1`))]
  }

  do(each: Step): void {
    if (each.do === 'reload') this.#reload(each.name, each.place)
    else if (each.do === 'vrf') this.#device(each.name, each.there)
    else if (each.do === 'stops') this.#atOnce = each.atOnce
    else if (each.do === 'exchange names') this.#exchangeNames()
    else if (each.do === 'enslave' && (each.vrf === undefined || this.#vrfDevices.has(each.vrf))) {
      this.#enslave(each.port, each.vrf)
    }
    this.#play()
  }

  /** Engines answer a shutdown at once, or when there is rest. */
  #play(): void {
    for (const engine of this.fake.ospfEngines) {
      engine.answer = (input: OspfInput): OspfEffect[] =>
        input.on === 'shutdown' && this.#atOnce ? [{ do: 'stopped' }] : []
    }
    this.fake.world.runSoon()
  }

  async rest(): Promise<void> {
    for (let i = 0; i < 12; i++) {
      for (const engine of this.fake.ospfEngines) {
        const ends = engine.handled.some(({ input }) => input.on === 'shutdown')
        engine.answer = () => (ends ? [{ do: 'stopped' }] : [])
      }
      this.fake.daemon.ospf.tellClock()
      this.fake.world.runSoon()
      await new Promise(setImmediate)
    }
  }

  #reload(name: string, where: Place): void {
    this.places.set(name, where)
    const settingsOf = (each: string): InstanceSettings[] => {
      const its = this.places.get(each)
      if (its === undefined) return []
      const vrf = 'vrf' in its ? its.vrf : undefined
      const kernel = { ...SETTINGS.kernel, table: 'vrf' in its ? VRF_TABLE : its.table }
      return [{ name: each, vrf, kernel, ospf: SETTINGS.ospf! }]
    }
    const value: Settings = { ...SETTINGS, ospf: undefined, ospfInstances: NAMES.flatMap(settingsOf) }
    this.fake.next = { ok: true, value, warnings: [] }
    this.fake.daemon.reload()
  }

  #device(name: string, there: boolean): void {
    if (this.#vrfDevices.has(name) === there) return
    const index = this.#vrfDevices.get(name) ?? ++this.#lastIndex
    if (there) {
      this.#vrfDevices.set(name, index)
      this.fake.links.push(link(index, name))
      this.#tellVrfs()
      this.#tellOf(index)
      return
    }
    for (const port of PORTS) if (this.#masters.get(port) === name) this.#enslave(port, undefined)
    this.#vrfDevices.delete(name)
    this.fake.links = this.fake.links.filter((each) => each.index !== index)
    this.#tellVrfs()
    this.fake.handlers.link({ on: 'link-removed', index })
  }

  #enslave(port: number, vrf: string | undefined): void {
    if (vrf === undefined) this.#masters.delete(port)
    else this.#masters.set(port, vrf)
    this.#tellVrfs()
    this.#tellOf(port)
  }

  /** In one burst: the devices are told of, and the links in them, as they are in other VRFs now. */
  #exchangeNames(): void {
    const [a, b] = VRFS.map((name) => this.#vrfDevices.get(name))
    if (a === undefined || b === undefined) return
    const other = (name: string): string => (name === VRFS[0] ? VRFS[1] : VRFS[0])
    this.#vrfDevices = new Map([...this.#vrfDevices].map(([name, index]) => [other(name), index]))
    for (const [port, name] of this.#masters) this.#masters.set(port, other(name))
    this.fake.links = this.fake.links.map((each) =>
      each.index === a || each.index === b ? { ...each, name: other(each.name) } : each,
    )
    this.#tellVrfs()
    for (const index of [a, b, ...this.#masters.keys()]) this.#tellOf(index)
  }

  #tellOf(index: number): void {
    this.fake.handlers.link({ on: 'link', link: this.fake.links.find((each) => each.index === index)! })
  }

  #tellVrfs(): void {
    this.fake.vrfs = [...this.#vrfDevices].map(([name, index]) => {
      const ports = PORTS.filter((port) => this.#masters.get(port) === name)
      return { name, table: 1000 + index, links: [index, ...ports] }
    })
  }

  /** What an instance should be now: its table and its links; undefined: it waits, or is not there. */
  expected(name: string): { readonly table: number; readonly links: readonly number[] } | undefined {
    const where = this.places.get(name)
    if (where === undefined) return undefined
    const vrf = 'vrf' in where ? this.fake.vrfs.find((each) => each.name === where.vrf) : undefined
    if ('vrf' in where) return vrf && { table: vrf.table, links: [...vrf.links].sort((a, b) => a - b) }
    const taken = this.fake.vrfs.flatMap(({ links }) => links)
    const own = this.fake.links.map(({ index }) => index).filter((index) => !taken.includes(index))
    return { table: where.table, links: own }
  }
}

test('whatever reloads and VRFs come and go, each instance is where it should be, with its links', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const machine = new Machine()
      const { fake } = machine
      try {
        await fake.start()
        for (const each of steps) {
          if (each.do === 'rest') await machine.rest()
          machine.do(each)
        }
        await machine.rest()
        for (const name of NAMES) {
          const instance = fake.daemon.ospf.get(name)
          const expected = machine.expected(name)
          if (expected === undefined) {
            const state = machine.places.get(name) === undefined ? undefined : 'waiting for its VRF'
            assert.deepEqual([instance?.status, instance?.life.engine], [state, undefined], name)
            continue
          }
          assert.equal(instance?.status, 'running', name)
          assert.equal(fake.daemon.routes.of(instance.routes)?.table, expected.table, name)
          const engine = fake.ospfEngines.find((each) => each === instance.life.engine)
          const links = new Set<number>()
          for (const { input } of engine?.handled ?? []) {
            if (input.on === 'link') links.add(input.link.index)
            else if (input.on === 'link-removed') links.delete(input.index)
          }
          assert.deepEqual(
            [...links].sort((a, b) => a - b),
            expected.links,
            `links of ${name}`,
          )
        }
        const tables = new Set(NAMES.flatMap((name) => machine.expected(name)?.table ?? []))
        assert.deepEqual(new Set(fake.daemon.routes.all.keys()), tables)
      } finally {
        fake.remove()
      }
    }),
    { numRuns: 60 },
  )
})
