// What `npm start` and `npm test` need before there is anything built or installed: plain Node, no dependency.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the programs of each Debian package are found by. */
const programs = {
  'g++': 'g++',
  make: 'make',
  python3: 'python3',
  iproute2: 'ip',
  'iputils-ping': 'ping',
  frr: '/usr/lib/frr/ospfd',
  bird2: 'bird',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  smcroute: 'smcrouted',
  igmpproxy: 'igmpproxy',
  systemd: 'systemd-analyze',
  prometheus: 'promtool',
  procps: 'kill',
}

/** To build the two native addons. */
export const buildTools = ['g++', 'make', 'python3']
/** To show routers in network namespaces. */
export const labPackages = ['iproute2', 'iputils-ping']
/** To test against other implementations. */
export const testPackages = [
  ...labPackages,
  'frr',
  'bird2',
  'tcpdump',
  'tshark',
  'smcroute',
  'igmpproxy',
  'systemd',
  'prometheus',
  'procps',
]

/** True where `npm ci` has installed what package-lock.json names, and the addon that is compiled is there. */
export function nodeModulesComplete() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed) || !existsSync(join(root, 'node_modules/raw-socket/build/Release/raw.node'))) return false
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(want).every(
    ([path, { version, optional }]) => path === '' || optional || have[path]?.version === version,
  )
}

/** Installs the node modules that package-lock.json names, unless they are there. */
export async function installNodeModules() {
  if (nodeModulesComplete()) return
  await installPackages(buildTools)
  const env = { ...process.env }
  const headers = join(dirname(dirname(process.execPath)), 'include/node/node_version.h')
  const major = process.versions.node.split('.')[0]
  if (existsSync(headers) && new RegExp(`NODE_MAJOR_VERSION ${major}\\b`).test(readFileSync(headers, 'utf8'))) {
    // The addons compile against the headers that came with this node instead of a download.
    env.npm_package_config_node_gyp_nodedir ??= dirname(dirname(dirname(headers)))
  }
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  await step('installing node modules', [...npm, 'ci', '--no-fund', '--no-audit'], { env })
}

/** Installs the Debian packages whose programs are missing; says which are missing when it can't. */
export async function installPackages(names) {
  const missing = names.filter((name) => !found(programs[name]))
  if (missing.length === 0) return
  const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=120']
  if (process.getuid() !== 0 || !found('apt-get')) {
    console.log(`missing: ${missing.join(' ')} (as root on Debian they are installed by this command)`)
    return
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const allowDaemons = forbidDaemons()
  try {
    await step('updating the package lists', [...apt, 'update', '-q'], { env, optional: true })
    const install = [...apt, 'install', '-q', '-y', '--no-install-recommends', ...missing]
    await step(`installing ${missing.join(' ')}`, install, { env, optional: true })
  } finally {
    allowDaemons()
  }
  const still = missing.filter((name) => !found(programs[name]))
  if (still.length > 0) console.log(`still missing: ${still.join(' ')}`)
}

/** Compiles every project into build/, and makes the daemon one file, which starts in half the time of its 200 modules. */
export async function build() {
  await step('building', [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-b'])
  const bundle = join(root, 'build/daemon/waymarkd.js')
  await step('bundling the daemon', [
    // A script or a native program, depending on whether this npm ran the package's install script.
    join(root, 'node_modules/.bin/esbuild'),
    join(root, 'build/daemon/main.js'),
    `--outfile=${bundle}`,
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--target=node20',
    // Comments and indentation would be kept in memory.
    '--minify-whitespace',
    '--line-limit=160',
    '--log-level=warning',
    // Native addons load files beside them; the metrics' package is only loaded when somebody asks.
    ...['koffi', 'netlink', 'raw-socket', 'prom-client'].map((name) => `--external:${name}`),
    // What is not written as ECMAScript modules calls require.
    "--banner:js=import { createRequire as makeRequire } from 'node:module'\nconst require = makeRequire(import.meta.url)",
  ])
  // Its parser is one of the packages that this file installs.
  const { withoutPrivateNames } = await import('./private-names.mjs')
  writeFileSync(bundle, withoutPrivateNames(readFileSync(bundle, 'utf8')))
  chmodSync(bundle, 0o755)
}

/** Debian starts a routing daemon when its package is installed; nobody asked for one to run on this machine. */
function forbidDaemons() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return () => {}
  writeFileSync(policy, '#!/bin/sh\nexit 101\n')
  chmodSync(policy, 0o755)
  return () => rmSync(policy, { force: true })
}

function found(program) {
  if (program.startsWith('/')) return existsSync(program)
  const path = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return path.some((directory) => existsSync(join(directory, program)))
}

/** Runs one command with its name and time as one line, and its output only if it fails. */
async function step(what, [command, ...args], { env = process.env, optional = false } = {}) {
  const started = Date.now()
  const live = process.stdout.isTTY
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  const show = () => process.stdout.write(`\r  ${what} … ${seconds()} `)
  const timer = live ? setInterval(show, 200) : undefined
  if (live) show()
  const { status, output } = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ status: -1, output: String(error) }))
    child.on('close', (status) => resolve({ status, output }))
  })
  clearInterval(timer)
  if (live) process.stdout.write('\r\x1b[K')
  if (status === 0) {
    console.log(`  ${what}: ${seconds()}`)
    return
  }
  console.log(`  ${what}: failed\n${output}`)
  if (!optional) process.exit(1)
}
