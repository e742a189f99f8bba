import type { DescriptorKeeper } from '../ports/descriptor-keeper.js'
import type { ServiceManager } from './notify.js'

/** SD_LISTEN_FDS_START */
const FIRST = 3

/**
 * systemd's file descriptor store (`FileDescriptorStoreMax=`). Undefined where the service manager has none for us; it says
 * so by FDSTORE, which the unit sets for those before 254.
 */
export function descriptorStore(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
  manager: ServiceManager,
): DescriptorKeeper | undefined {
  if (env.NOTIFY_SOCKET === undefined || !(Number(env.FDSTORE) > 0)) return undefined
  const passed = passedDescriptors(env, pid)
  return {
    take: (prefix) => {
      const taken = new Map([...passed].filter(([name]) => name.startsWith(prefix)))
      for (const name of taken.keys()) passed.delete(name)
      return taken
    },
    // Polled, a socket with an error on it would be thrown away.
    keep: (name, descriptor) => manager.pass(descriptor, 'FDSTORE=1', 'FDPOLL=0', `FDNAME=${name}`),
    forget: (name) => manager.notify('FDSTOREREMOVE=1', `FDNAME=${name}`),
  }
}

/** sd_listen_fds_with_names(3): the last of a name counts. */
export function passedDescriptors(env: Readonly<Record<string, string | undefined>>, pid: number): Map<string, number> {
  if (Number(env.LISTEN_PID) !== pid) return new Map()
  const names = (env.LISTEN_FDNAMES ?? '').split(':')
  const count = Number(env.LISTEN_FDS)
  return new Map(Array.from({ length: count > 0 ? count : 0 }, (_, i) => [names[i] ?? 'unknown', FIRST + i]))
}
