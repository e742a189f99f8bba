import { join } from 'node:path'
import { DEFAULT_INSTANCE } from '../../config/settings.js'
import { FormerLifeStore } from './former-life.js'
import { RestartStore } from './restart.js'
import { RouterIdStore } from './router-id.js'

/** What outlives the process of one OSPF instance. */
export interface InstanceState {
  readonly routerIds: RouterIdStore
  readonly formerLives: FormerLifeStore
  readonly restarts: RestartStore
}

/**
 * The default instance's files are in the state directory itself, those of each other one in a folder of its name.
 *
 * @param directory as `stateDirectory` says
 * @param boot names this boot of the machine, which is asked where it is left out
 */
export function instanceState(directory: string, instance: string, boot?: string): InstanceState {
  const folder = instance === DEFAULT_INSTANCE ? directory : join(directory, 'instances', instance)
  return {
    routerIds: new RouterIdStore(folder),
    formerLives: new FormerLifeStore(folder),
    restarts: new RestartStore(folder, boot),
  }
}
