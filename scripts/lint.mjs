// npm run lint, from a fresh clone too.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installNodeModules, root } from './setup.mjs'

await installNodeModules()
const biome = spawnSync(join(root, 'node_modules/.bin/biome'), ['check', '.'], { cwd: root, stdio: 'inherit' })
process.exit(biome.status ?? 1)
