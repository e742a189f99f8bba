#!/usr/bin/env node
import { createProgram } from './program.js'

// `waymark show … | head`: whoever reads has had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

await createProgram().parseAsync()
