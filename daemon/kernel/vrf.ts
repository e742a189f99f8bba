import type { LinkMessage } from './rtnetlink/link.js'

/** The name of the VRF that a link is in, or is the device of; undefined: it is in none. */
export function vrfOf(
  link: LinkMessage | undefined,
  linkByIndex: (index: number) => LinkMessage | undefined,
): string | undefined {
  if (link?.vrfTable !== undefined) return link.name
  const master = link?.master === undefined ? undefined : linkByIndex(link.master)
  return master?.vrfTable === undefined ? undefined : master.name
}
