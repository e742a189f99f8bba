import type { Command } from 'commander'
import { documentation } from '../config/documentation.js'
import { jsonSchema } from '../config/json-schema.js'

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
    .action((options: { markdown?: true }) => {
      process.stdout.write(options.markdown ? documentation() : `${JSON.stringify(jsonSchema(), null, 2)}\n`)
    })
}
