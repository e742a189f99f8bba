import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Imported first: what is measured is the daemon as it is installed, one file.
const bundle = fileURLToPath(new URL('../daemon/waymarkd.js', import.meta.url))
process.env.WAYMARKD ??= bundle
if (!existsSync(process.env.WAYMARKD)) throw new Error('npm run build first')
