import type { Command } from 'commander'

/** `waymark schema`: the JSON Schema of the configuration file, for editors. */
export function addSchemaCommand(program: Command): void {
  program
    .command('schema')
    .summary('print the JSON Schema of the configuration file, for editors')
    .description(
      'Print the JSON Schema (draft 7) of the configuration file. Editors with a YAML language server use it when the\n' +
        'first line of the file is: # yaml-language-server: $schema=/usr/share/waymark/waymark.schema.json',
    )
    .option('--markdown', 'print the documentation of the configuration file instead')
    .action(async (options: { markdown?: true }) => {
      const { documentation } = await import('../config/documentation.js')
      const { jsonSchema } = await import('../config/json-schema.js')
      process.stdout.write(options.markdown ? documentation() : `${JSON.stringify(jsonSchema(), null, 2)}\n`)
    })
}
