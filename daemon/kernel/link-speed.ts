import { readFileSync } from 'node:fs'

/**
 * A link's speed in Mbit/s by its driver; undefined where it does not say, or where /sys shows another network
 * namespace's links.
 */
export function linkSpeed(name: string, index: number): number | undefined {
  try {
    const directory = `/sys/class/net/${name}`
    if (Number(readFileSync(`${directory}/ifindex`, 'latin1')) !== index) return undefined
    const speed = Number(readFileSync(`${directory}/speed`, 'latin1'))
    return speed > 0 ? speed : undefined
  } catch {
    return undefined
  }
}
