import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import * as z from 'zod'
import { documentation } from '../../config/documentation.js'
import { fileSchema, jsonSchema, type KeySchema, schemaAt, sectionOf } from '../../config/json-schema.js'

const fileOf = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('docs/configuration.md is what the schema says', () => {
  assert.equal(
    fileOf('docs/configuration.md'),
    documentation(),
    'make it again: node build/cli/main.js schema --markdown > docs/configuration.md',
  )
})

test('every key has a description and says what it accepts', () => {
  const walk = (node: KeySchema, path: string): void => {
    const section = sectionOf(node)
    for (const [key, value] of Object.entries(section.properties ?? {})) {
      assert.ok(value.description, `${path}${key} has a description`)
      const keys = sectionOf(value).properties
      assert.ok(value.values !== undefined || keys !== undefined, `${path}${key} says what it accepts`)
      walk(value, `${path}${key}.`)
    }
    if (typeof section.additionalProperties === 'object') walk(section.additionalProperties, `${path}*.`)
    if (section.items !== undefined) walk(section.items, `${path}[].`)
  }
  walk(fileSchema(), '')
})

test('no section is without keys in the documents', () => {
  assert.doesNotMatch(documentation(), /\| --- \|\n\n/)
})

test('every key that the documents speak of exists', () => {
  const keys = [...documentation().matchAll(/^## `([^`[]+)/gm)].map((match) => match[1]!)
  for (const key of ['ospf.areas.AREA.interfaces.INTERFACE', 'key-chains.CHAIN']) assert.ok(keys.includes(key), key)
  for (const key of keys) {
    const path = key
      .split('.')
      .map((part) => ({ AREA: '0', INTERFACE: 'lan0', NAME: 'blue', CHAIN: 'old' })[part] ?? part)
    assert.notEqual(schemaAt(path), undefined, key)
  }
})

test('the example shows every section at the top of the file', () => {
  const example = parse(fileOf('config/example.yaml')) as object
  assert.deepEqual(Object.keys(example), Object.keys(fileSchema().properties ?? {}))
})

test('an editor accepts the example with the JSON Schema, and refuses what the daemon refuses', () => {
  const editor = z.fromJSONSchema(jsonSchema() as Parameters<typeof z.fromJSONSchema>[0])
  const example = parse(fileOf('config/example.yaml')) as Record<string, unknown>
  assert.deepEqual(editor.safeParse(example).error?.issues, undefined)
  assert.ok(!editor.safeParse({ ...example, hostnme: 'edge1' }).success)
  assert.ok(!editor.safeParse({ ...example, kernel: { metric: 'low' } }).success)
})

test("the JSON Schema has none of this project's own words", () => {
  const text = JSON.stringify(jsonSchema())
  for (const word of ['"values"', '"unit"', '"defaultText"', '"reference"']) assert.ok(!text.includes(word), word)
  assert.equal((jsonSchema() as { $schema: string }).$schema, 'http://json-schema.org/draft-07/schema#')
})
