import { areaOptions } from '../area/options.js'
import { LsType } from '../lsa/lsa.js'
import {
  encodeRouterInformationLsa,
  InformationalCapabilities,
  ROUTER_INFORMATION_LINK_STATE_ID,
} from '../lsa/router-information-lsa.js'
import type { Area, OspfMemory } from '../memory.js'
import { originate, withdraw } from './own.js'

/** RFC 7770 §3: what our Router Information LSA says to the area; there is one where this router has a name to tell. */
export function considerRouterInformation(memory: OspfMemory, area: Area): void {
  if (memory.stopping) return
  const { gracefulRestart, hostname } = memory.settings
  const place = { area, interface: undefined }
  if (hostname === undefined || area.interfaces.size === 0) {
    withdraw(memory, place, LsType.opaqueArea, ROUTER_INFORMATION_LINK_STATE_ID)
    return
  }
  const helper = gracefulRestart.helper.enabled ? InformationalCapabilities.gracefulRestartHelper : 0
  const restart = gracefulRestart.enabled ? InformationalCapabilities.gracefulRestart : 0
  const capabilities = InformationalCapabilities.stubRouter | helper | restart
  const body = encodeRouterInformationLsa({ capabilities, hostname })
  originate(memory, place, LsType.opaqueArea, ROUTER_INFORMATION_LINK_STATE_ID, { options: areaOptions(area), body })
}
