// npm test [-- FILTER …]: installs what the tests need, builds, and runs every test file, or those whose path contains
// one of the filters. The last line is `N passed, N failed, N skipped`.
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { build, installNodeModules, installPackages, root, testPackages } from './setup.mjs'

// Stack traces name the lines of the sources.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --enable-source-maps`.trim()

const started = Date.now()
const filters = process.argv.slice(2)
const total = { passed: 0, failed: 0, skipped: 0 }

await installNodeModules()
await installPackages(testPackages)
await build()
// Tests that run the daemon run what is installed.
process.env.WAYMARKD = join(root, 'build/daemon/waymarkd.js')

// The sources say which tests there are: build/ may hold what no longer has one.
const files = readdirSync(join(root, 'test'), { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('build/test', file.replace(/\.ts$/, '.js')))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort()
if (files.length === 0) {
  console.log(`no test file matches ${filters.join(' ')}`)
  process.exit(1)
}

/** Files of these folders wait for other programs most of the time, and run after the ones that compute. */
const waits = (file) => /^build\/test\/(netns|daemon)\//.test(file)
/** These say how fast something is, and run alone. */
const measures = (file) =>
  /^build\/test\/netns\/(benchmarks|multicast-latency|multicast-scale|thousand-routers)\./.test(file)
// The machine that CI has has two cores.
await runAll(2, (file) => !waits(file))
await runAll(3, (file) => waits(file) && !measures(file))
await runAll(1, measures)

console.log(`\n${files.length} files in ${((Date.now() - started) / 1000).toFixed(0)} s`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)

/** So many files at a time, of those that are wanted. */
async function runAll(atOnce, wanted) {
  const queue = files.filter(wanted)
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) await runFile(file)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function runFile(file) {
  const began = Date.now()
  const count = { passed: 0, failed: 0, skipped: 0 }
  const remarks = []
  const path = []
  // Not the option `timeout`, which is each test's in some versions of node: a file that does not end is ended.
  const limit = waits(file) ? 300_000 : 120_000
  const events = run({ files: [join(root, file)], concurrency: 1, signal: AbortSignal.timeout(limit) })
  events.on('test:start', ({ name, nesting }) => {
    path.length = nesting
    path[nesting] = name
  })
  events.on('test:pass', (test) => {
    if (test.details.type === 'suite') return
    if (test.skip === undefined && test.todo === undefined) count.passed++
    else {
      count.skipped++
      remarks.push(`    skipped: ${test.name}: ${test.skip || test.todo || 'no reason given'}`)
    }
  })
  events.on('test:fail', (test) => {
    const { error, type } = test.details
    // A suite fails because a test of it did, which has been told.
    if (error?.failureType === 'subtestsFailed') return
    if (type !== 'suite' || error?.failureType !== undefined) count.failed++
    const where = [...path.slice(0, test.nesting), test.name].join(' › ')
    const why = error?.cause?.name === 'TimeoutError' ? `did not end within ${limit / 1000} s` : describe(error)
    remarks.push(`    FAILED: ${where}\n${indent(why)}`)
  })
  events.on('test:stdout', ({ message }) => remarks.push(indent(message.trimEnd())))
  events.on('test:stderr', ({ message }) => remarks.push(indent(message.trimEnd())))
  for await (const _ of events);
  for (const outcome of Object.keys(total)) total[outcome] += count[outcome]
  const name = relative('build/test', file).replace(/\.test\.js$/, '')
  const took = `${((Date.now() - began) / 1000).toFixed(1)} s`
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  const verdict = count.failed > 0 ? `${count.failed} FAILED, ${count.passed} passed` : `${count.passed} passed`
  console.log(`${count.failed > 0 ? '✖' : '✔'} ${name}  ${verdict}${skipped}  ${took}`)
  for (const remark of remarks) console.log(remark)
}

function describe(error) {
  const cause = error?.cause ?? error
  if (cause instanceof Error) return (cause.stack ?? cause.message).replace(/\n\s+at .*node:internal.*/g, '')
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 6 })
}

function indent(text) {
  return text.replace(/^/gm, '      ')
}
