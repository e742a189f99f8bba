import { until } from '../../lab/until.js'
import type { Waymark } from '../../lab/waymark.js'

/** Waits until the router speaks IGMP on so many interfaces: what hosts said before that is heard by nobody. */
export async function igmpRuns(router: Waymark, interfaces: number): Promise<void> {
  await until(
    `IGMP runs on ${interfaces} interfaces`,
    async () => (await router.ask('/igmp/interfaces')).interfaces,
    (each) => each.filter(({ running }) => running).length === interfaces,
  )
}
