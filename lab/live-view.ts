import { setTimeout as sleep } from 'node:timers/promises'
import { kernelRoutes } from './routes.js'
import type { Routers } from './story.js'
import { Receiver, Sender, type StreamCount, summing } from './stream.js'
import type { Telling } from './telling.js'
import { CAMERA, GROUP, type Lab, MULTICAST_PORT, PICTURE, routerNames, SCREEN, UNICAST_PORT } from './topology.js'

/** Packets a second: enough to see what a change costs. */
const RATE = 200

/** The terminal's second screen: the story is still there when the view is left. */
const ENTER = '\x1b[?1049h\x1b[?25l'
const LEAVE = '\x1b[?25h\x1b[?1049l'
const FROM_THE_TOP = '\x1b[H\x1b[J'

/** Shows the lab as it is, once a second, with traffic through it, until the signal comes. */
export async function watch(telling: Telling, lab: Lab, routers: Routers, signal: AbortSignal): Promise<void> {
  const streams = await startStreams(lab)
  process.stdout.write(ENTER)
  try {
    while (!signal.aborted) {
      const lines = [
        ...(await routersNow(telling, lab, routers)),
        ...(await streamsNow(streams)),
        ...hints(telling, lab, routers),
      ]
      process.stdout.write(`${FROM_THE_TOP}${lines.join('\n')}\n`)
      await sleep(1000, undefined, { signal }).catch(() => {})
    }
  } finally {
    process.stdout.write(LEAVE)
  }
}

async function routersNow(telling: Telling, lab: Lab, routers: Routers): Promise<string[]> {
  const title = telling.style('bold', 'Waymark: the lab, live')
  const lines = [`${title}   ${telling.style('dim', 'Ctrl-C ends it and leaves nothing behind')}`, PICTURE]
  for (const name of routerNames) {
    const answer = await routers[name].ask('/ospf/neighbors').catch(() => undefined)
    if (answer === undefined) {
      lines.push(`${telling.style('bold', name)}  ${telling.style('red', 'does not answer')}`)
      continue
    }
    const states = answer.neighbors.map(({ routerId, address, interface: on, state }) => {
      const who = routerId === null ? address : `r${routerId.split('.')[3]}`
      return `${who} on ${on} ${telling.style(state === 'Full' ? 'green' : 'yellow', state ?? 'refused')}`
    })
    lines.push(`${telling.style('bold', name)}  ${states.join(', ')}`)
    for (const [prefix, hops] of await kernelRoutes(lab[name])) {
      lines.push(`      ${prefix.padEnd(16)} via ${hops.join(' and ')}`)
    }
  }
  return lines
}

interface Stream {
  readonly name: string
  readonly look: () => Promise<StreamCount>
  received: number
}

async function startStreams(lab: Lab): Promise<readonly Stream[]> {
  const camera = await Receiver.start(lab.camera, UNICAST_PORT)
  await Sender.start(lab.office, { address: CAMERA, port: UNICAST_PORT, rate: RATE })
  const screen = await Receiver.start(lab.screen, MULTICAST_PORT, { group: GROUP, own: SCREEN })
  await Sender.start(lab.camera, { address: GROUP, port: MULTICAST_PORT, rate: RATE })
  await screen.join()
  return [
    { name: 'office → camera', look: summing(camera), received: 0 },
    { name: `camera → ${GROUP} → screen`, look: summing(screen), received: 0 },
  ]
}

async function streamsNow(streams: readonly Stream[]): Promise<string[]> {
  const lines = await Promise.all(
    streams.map(async (stream) => {
      const { received, lost } = await stream.look()
      const more = received - stream.received
      stream.received = received
      return `${stream.name.padEnd(28)} ${String(more).padStart(4)} packets since the last look, ${lost} lost so far`
    }),
  )
  return ['', ...lines]
}

function hints(telling: Telling, lab: Lab, routers: Routers): string[] {
  return [
    '',
    telling.style('dim', 'in another terminal, for instance:'),
    `  node build/cli/main.js show ospf neighbors --socket ${routers.r4.socket}`,
    `  ip netns exec ${lab.r4.netns} ip link set to-r1 down`,
  ]
}
