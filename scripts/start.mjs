// npm start: sets up what it needs and shows the lab; npm start -- --config FILE runs the daemon on this machine.
import { join } from 'node:path'
import { build, installNodeModules, installPackages, labPackages, root } from './setup.mjs'

const daemon = process.argv.slice(2).some((argument) => /^--config(=|$)/.test(argument))
await installNodeModules()
if (!daemon) await installPackages(labPackages)
await build()
const program = join(root, daemon ? 'build/daemon/waymarkd.js' : 'build/lab/main.js')
process.argv.splice(1, 1, program)
await import(program)
