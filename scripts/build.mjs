// npm run build: compiles everything and bundles the daemon.
import { build } from './setup.mjs'

await build()
