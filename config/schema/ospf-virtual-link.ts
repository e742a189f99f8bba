import * as z from 'zod'
import type { RouterId } from '../../protocols/ospf/identifiers.js'
import type { VirtualLinkSettings } from '../../protocols/ospf/settings.js'
import type { WrittenAuthentication } from './authentication.js'
import { authenticationKey, timerRules, timers, withDeadInterval } from './ospf-adjacency.js'
import { mayBeBare, section } from './section.js'
import { parseRouterId } from './values.js'

/** A virtual link as the file has it, before key chains are looked up. */
export interface VirtualLinkInFile {
  readonly neighbor: RouterId
  readonly settings: Omit<VirtualLinkSettings, 'authentication'> & {
    readonly authentication: WrittenAuthentication | undefined
  }
}

const endpoint = z
  .string()
  .refine((key) => parseRouterId(key) !== undefined)
  .meta({ values: 'a router ID such as 192.0.2.1' })

const virtualLink = mayBeBare(
  section({ ...timers, authentication: authenticationKey }, ...timerRules).transform(withDeadInterval),
)

export const virtualLinks = z
  .record(endpoint, virtualLink)
  .transform((written) =>
    Object.entries(written).map(([key, settings]): VirtualLinkInFile => ({ neighbor: parseRouterId(key)!, settings })),
  )
  .meta({
    description:
      'Links of the backbone through this area to other area border routers, by the Router ID of each. Both ends need one. The cost is that of the way through the area.',
    values: 'a section with router IDs as its keys',
    reference: 'RFC 2328 §15, §C.4',
  })
