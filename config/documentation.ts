import { fileSchema, type KeySchema, schemaAt, sectionOf } from './json-schema.js'

/** docs/configuration.md, made of the schema: Markdown with a table of the keys of each section. */
export function documentation(): string {
  return `${INTRODUCTION}\n${sectionsOf(fileSchema(), [], 'The top of the file').join('\n')}`
}

const INTRODUCTION = `# Configuration

<!-- Made by \`waymark schema --markdown\` from config/schema.ts: change it there. -->

The daemon reads one YAML file, \`/etc/waymark/waymark.yaml\` unless it is told another one. \`waymark check FILE\` prints
everything that is wrong with a file as \`file:line:column: path: what is wrong\`; the daemon does not start with a file
that has a problem, and a reload with one changes nothing. What is probably not meant so is printed as a warning, and
goes to the journal. A whole router is in
[config/example.yaml](../config/example.yaml).

- A **duration** has a unit: \`200 ms\`, \`10 s\`, \`2 min\`, \`1 h\`. A bare number is seconds.
- A **bandwidth** has one too: \`100 Mbit/s\`, \`2.5 Gbit/s\`. A bare number is Mbit/s.
- An **interface** is named by its name in the kernel or by a pattern, in which \`*\` stands for any characters
  (\`"eth*"\`, in quotes where it begins with the \`*\`). Where several patterns match, the first counts. An interface that
  does not exist is waited for.
- A key that is left out has its default. An unknown key is a problem.
- Anchors, aliases and merge keys (\`<<: *lan\`) of YAML can be used.
- An editor with a YAML language server knows all keys with this as the first line:
  \`# yaml-language-server: $schema=/usr/share/waymark/waymark.schema.json\`, a file that \`waymark schema\` prints.
`

/** The section's own table, then those of the sections in it, as one text each. */
function sectionsOf(node: KeySchema, path: readonly string[], title: string): readonly string[] {
  const like = node.like === undefined ? {} : (sectionOf(schemaAt([node.like]) ?? {}).properties ?? {})
  const own = Object.entries(node.properties ?? {}).filter(([key]) => !Object.hasOwn(like, key))
  const rows = own.map(([key, value]) => row(key, value, node.required?.includes(key) ?? false))
  const rest = node.like === undefined ? [] : [`And every key of [\`${node.like}\`](#${node.like}).`, '']
  const table = [
    `## ${title}`,
    '',
    '| key | value | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...rest,
  ]
  return [table.join('\n'), ...own.flatMap(([key, value]) => within(value, [...path, key]))]
}

/** The sections that a key's value has in it: one, one by each name, or one for the elements of a list. */
function within(value: KeySchema, path: readonly string[]): readonly string[] {
  const name = path.join('.')
  if (value.items?.properties !== undefined) return sectionsOf(value.items, path, `\`${name}[]\``)
  const section = sectionOf(value)
  if (section.properties !== undefined) return sectionsOf(section, path, `\`${name}\``)
  const rest = section.additionalProperties
  return typeof rest === 'object' ? within(rest, [...path, placeholder(section)]) : []
}

function row(key: string, node: KeySchema, required: boolean): string {
  const reference = node.reference === undefined ? '' : ` (${node.reference})`
  const cells = [
    `\`${key}\``,
    node.values ?? 'a section',
    defaultOf(node, required),
    `${node.description ?? ''}${reference}`,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function defaultOf(node: KeySchema, required: boolean): string {
  if (required) return 'required'
  if (node.defaultText !== undefined) return node.defaultText
  const value = node.default
  if (value === undefined) return 'left out'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`${JSON.stringify(value)}\``
  return typeof value === 'object' ? 'its defaults' : `\`${value}\``
}

/** What stands for the keys of a section that has no fixed ones. */
function placeholder(section: KeySchema): string {
  const values = section.propertyNames?.values ?? ''
  if (values.startsWith('an area')) return 'AREA'
  if (values.startsWith('a router ID')) return 'ROUTER-ID'
  if (values.startsWith('a name')) return 'NAME'
  if (values.startsWith('the name of a key chain')) return 'CHAIN'
  return values.startsWith('an IPv4 prefix') ? 'PREFIX' : 'INTERFACE'
}
