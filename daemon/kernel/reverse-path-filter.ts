import { readFileSync } from 'node:fs'

/** How strictly the kernel checks the way back to a source on this link: the stricter of its own setting and `all`'s. */
export function reversePathFilter(name: string): 0 | 1 | 2 | undefined {
  const own = setting(name)
  const all = setting('all')
  if (own === undefined || all === undefined) return undefined
  const mode = Math.max(own, all)
  return mode === 1 || mode === 2 ? mode : 0
}

function setting(name: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/sys/net/ipv4/conf/${name}/rp_filter`, 'latin1'))
  } catch {
    return undefined
  }
}

/** The kernel's count of packets that the reverse path filter dropped in this namespace. */
export function reversePathFilterDrops(): number | undefined {
  let text: string
  try {
    text = readFileSync('/proc/self/net/netstat', 'latin1')
  } catch {
    return undefined
  }
  // Two lines a protocol: the names, then the values.
  const rows = text.split('\n').filter((line) => line.startsWith('TcpExt:'))
  const [names, values] = rows.map((line) => line.split(' '))
  const column = names?.indexOf('IPReversePathFilter') ?? -1
  const value = column < 0 ? undefined : values?.[column]
  return value === undefined ? undefined : Number(value)
}
