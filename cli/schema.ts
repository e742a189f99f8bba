import type { Command } from 'commander'
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
    .action(() => console.log(JSON.stringify(jsonSchema(), null, 2)))
}
