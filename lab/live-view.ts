import { setTimeout as sleep } from 'node:timers/promises'
import { kernelRoutes } from './routes.js'
import type { Routers } from './story.js'
import type { Telling } from './telling.js'
import { type Lab, PICTURE, routerNames } from './topology.js'

/** Shows the lab as it is, once a second, until the signal comes. */
export async function watch(telling: Telling, lab: Lab, routers: Routers, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lines = await picture(telling, lab, routers)
    process.stdout.write(`\x1b[H\x1b[J${lines.join('\n')}\n`)
    await sleep(1000, undefined, { signal }).catch(() => {})
  }
}

async function picture(telling: Telling, lab: Lab, routers: Routers): Promise<string[]> {
  const title = telling.style('bold', 'Waymark: the lab, live')
  const lines = [`${title}   ${telling.style('dim', 'Ctrl-C ends it and leaves nothing behind')}`, PICTURE]
  for (const name of routerNames) {
    const router = routers[name]
    const rows = await Promise.all([router.ask('/ospf/neighbors'), kernelRoutes(lab[name])]).catch(() => undefined)
    if (rows === undefined) {
      lines.push(`${telling.style('bold', name)}  ${telling.style('red', 'does not answer')}`)
      continue
    }
    const [{ neighbors }, routes] = rows
    const states = neighbors.map(({ routerId, address, interface: on, state }) => {
      const who = routerId === null ? address : `r${routerId.split('.')[3]}`
      return `${who} on ${on} ${telling.style(state === 'Full' ? 'green' : 'yellow', state ?? 'refused')}`
    })
    lines.push(`${telling.style('bold', name)}  ${states.join(', ')}`)
    for (const [prefix, hops] of routes) lines.push(`      ${prefix.padEnd(16)} via ${hops.join(' and ')}`)
  }
  const { flows } = await routers.r4.ask('/multicast/routes').catch(() => ({ flows: [] }))
  for (const { source, group, incoming, outgoing, packets } of flows) {
    lines.push(`      (${source}, ${group}) ${incoming} → ${outgoing.join(', ') || 'nobody'}, ${packets} packets`)
  }
  const { netns } = lab.r4
  lines.push(
    '',
    telling.style('dim', 'in another terminal, for instance:'),
    `  node build/cli/main.js show ospf neighbors --socket ${routers.r4.socket}`,
    `  ip netns exec ${netns} ip link set to-r1 down`,
  )
  return lines
}
