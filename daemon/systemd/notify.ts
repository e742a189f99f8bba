/** What a service tells systemd about itself: `READY=1`, `STATUS=…` (sd_notify(3)). */
export interface ServiceManager {
  /** Sends one datagram of assignments. Does nothing where nobody supervises us; never throws. */
  notify(...assignments: readonly string[]): void
  /** How often `WATCHDOG=1` is expected, in milliseconds; undefined when there is no watchdog for this process. */
  readonly watchdogInterval: number | undefined
}

const UNSUPERVISED: ServiceManager = { notify: () => {}, watchdogInterval: undefined }

/** Sends one datagram to a Unix socket address; false when it could not be sent. */
export type DatagramSender = (address: Buffer, payload: Buffer) => boolean

const AF_UNIX = 1
const SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0o2000000 | 0o4000
const MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000
const SUN_PATH_MAX = 108

/**
 * The service manager of this process, from `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
 * @param openSender makes the sender; only called when there is a socket to send to
 */
export async function connectServiceManager(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
  openSender: () => Promise<DatagramSender> = openLibcSender,
): Promise<ServiceManager> {
  const address = unixAddress(env.NOTIFY_SOCKET)
  if (address === undefined) return UNSUPERVISED
  const send = await openSender()
  return {
    notify: (...assignments) => {
      send(address, Buffer.from(assignments.map((text) => text.replace(/\n/g, ' ')).join('\n')))
    },
    watchdogInterval: watchdogInterval(env, pid),
  }
}

function watchdogInterval(env: Readonly<Record<string, string | undefined>>, pid: number): number | undefined {
  const microseconds = Number(env.WATCHDOG_USEC)
  if (!Number.isSafeInteger(microseconds) || microseconds <= 0) return undefined
  const supervised = env.WATCHDOG_PID
  if (supervised !== undefined && Number(supervised) !== pid) return undefined
  return microseconds / 1000
}

/** A `sockaddr_un`: a path that begins with `@` is an abstract name, which begins with a zero byte and has no end. */
export function unixAddress(path: string | undefined): Buffer | undefined {
  if (path === undefined || !/^[/@]./.test(path)) return undefined
  const abstract = path.startsWith('@')
  const name = Buffer.from(abstract ? `\0${path.slice(1)}` : `${path}\0`)
  if (name.length > SUN_PATH_MAX) return undefined
  const family = Buffer.alloc(2)
  family.writeUInt16LE(AF_UNIX)
  return Buffer.concat([family, name])
}

/** sendto(2) from our own process: a helper program's pid would not be the service's (`NotifyAccess=main`). */
async function openLibcSender(): Promise<DatagramSender> {
  const { default: koffi } = await import('koffi')
  const libc = koffi.load('libc.so.6')
  const socket = libc.func('int socket(int domain, int type, int protocol)')
  const sendto = libc.func(
    'long sendto(int fd, void *data, unsigned long length, int flags, void *address, unsigned int size)',
  )
  const fd = socket(AF_UNIX, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0) as number
  return (address, payload) =>
    fd >= 0 && sendto(fd, payload, payload.length, MSG_DONTWAIT_NOSIGNAL, address, address.length) === payload.length
}
