import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const { withoutPrivateNames } = (await import(new URL('../../../scripts/private-names.mjs', import.meta.url).href)) as {
  withoutPrivateNames(source: string): string
}

/** Uses private names in every way that there is, and what looks like one. */
const PROGRAM = `
class Base {
  #name = 'base';
  static #made = 0;
  constructor() { Base.#made++ }
  static get made() { return this.#made }
  get base() { return this.#name }
  static isOne(value) { return value !== null&&#name in value }
}
class Derived extends Base {
  #name = 'derived';#list = [1, 2, 3];
  async*#each() { for (const one of this.#list) yield one }
  async#sum() { let sum = 0; for await (const one of this.#each()) sum += one; return sum }
  get#first() { return this.#list[0] }
  set#first(value) { [this.#list[0], this.#name] = [value, 'set'] }
  static#count(other) { return other?.#list?.length }
  static countOf(other) { return Derived.#count(other) }
  async tell() {
    const before = [this.#first, this.#name, await this.#sum()]
    this.#first = 7
    return [...before, this.#first, this.#name, await this.#sum()]
  }
}
class Outer {
  #list = ['#list']
  inner() {
    const outer = this
    return new (class {
      #name = 'inner'
      #told
      both() { return (this.#told ??= [\`\${this.#name} of #name\`, ...outer.#list, /#name/.source]) }
    })().both()
  }
}
const one = new Derived()
export const says = [
  one.base, await one.tell(), Base.made, Base.isOne(one), Base.isOne({}), Derived.countOf(one), Derived.countOf(),
  new Outer().inner(),
]
`

const saidBy = async (program: string) =>
  ((await import(`data:text/javascript,${encodeURIComponent(program)}`)) as { readonly says: unknown }).says

test('a program without private names says the same', async () => {
  const without = withoutPrivateNames(PROGRAM)
  assert.deepEqual(
    without.match(/#\w+/g),
    ['#list', '#name', '#name'],
    'what is in texts and regular expressions stays',
  )
  assert.deepEqual(await saidBy(without), await saidBy(PROGRAM))
})

test('the daemon that is installed has none', () => {
  const daemon = readFileSync(fileURLToPath(new URL('../../daemon/waymarkd.js', import.meta.url)), 'utf8')
  assert.doesNotMatch(daemon, /this\.#/)
})
