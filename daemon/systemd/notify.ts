/** What a service tells systemd about itself: `READY=1`, `STATUS=…` (sd_notify(3)). */
export interface ServiceManager {
  /** Sends one datagram of assignments. Does nothing where nobody supervises us; never throws. */
  notify(...assignments: readonly string[]): void
  /** The same, with an open file of ours, which stays ours as well (sd_pid_notify_with_fds(3)). */
  pass(descriptor: number, ...assignments: readonly string[]): void
  /** How often `WATCHDOG=1` is expected, in milliseconds; undefined when there is no watchdog for this process. */
  readonly watchdogInterval: number | undefined
}

const UNSUPERVISED: ServiceManager = { notify: () => {}, pass: () => {}, watchdogInterval: undefined }

/** Sends one datagram to a Unix socket address, with a descriptor if given; false when it could not be sent. */
export type DatagramSender = (address: Buffer, payload: Buffer, descriptor?: number) => boolean

const AF_UNIX = 1
const SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0o2000000 | 0o4000
const MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000
const SUN_PATH_MAX = 108
const MOST_WAITING = 8192
const RETRY_AFTER_MS = 10
/** Nobody reads any more, or what was to be passed is closed. */
const MOST_TRIES = 200
const SOL_SOCKET = 1
const SCM_RIGHTS = 1

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
  const outbox = new Outbox((payload, descriptor) => send(address, payload, descriptor))
  const lines = (assignments: readonly string[]): Buffer =>
    Buffer.from(assignments.map((text) => text.replace(/\n/g, ' ')).join('\n'))
  return {
    notify: (...assignments) => outbox.post(lines(assignments)),
    pass: (descriptor, ...assignments) => outbox.post(lines(assignments), descriptor),
    watchdogInterval: watchdogInterval(env, pid),
  }
}

/** Datagrams in order: the queue of their receiver may be full for a while, and none is to be lost for that. */
class Outbox {
  readonly #send: (payload: Buffer, descriptor: number | undefined) => boolean
  readonly #waiting: { readonly payload: Buffer; readonly descriptor: number | undefined; tries: number }[] = []
  #retry: NodeJS.Timeout | undefined

  constructor(send: (payload: Buffer, descriptor: number | undefined) => boolean) {
    this.#send = send
  }

  post(payload: Buffer, descriptor?: number): void {
    if (this.#waiting.length >= MOST_WAITING) this.#waiting.shift()
    this.#waiting.push({ payload, descriptor, tries: 0 })
    if (this.#retry === undefined) this.#sendAll()
  }

  #sendAll(): void {
    this.#retry = undefined
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (!this.#send(first.payload, first.descriptor) && ++first.tries < MOST_TRIES) {
        this.#retry = setTimeout(() => this.#sendAll(), RETRY_AFTER_MS).unref()
        return
      }
      this.#waiting.shift()
    }
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

/** sendmsg(2) from our own process: a helper program's pid would not be the service's (`NotifyAccess=main`). */
async function openLibcSender(): Promise<DatagramSender> {
  const { default: koffi } = await import('koffi')
  const libc = koffi.load('libc.so.6')
  const vector = koffi.struct({ base: 'void *', length: 'size_t' })
  const message = koffi.struct({
    name: 'void *',
    nameLength: 'uint32_t',
    vectors: koffi.pointer(vector),
    vectorCount: 'size_t',
    control: 'void *',
    controlLength: 'size_t',
    flags: 'int',
  })
  const socket = libc.func('int socket(int domain, int type, int protocol)')
  const sendmsg = libc.func('sendmsg', 'long', ['int', koffi.pointer(message), 'int'])
  const fd = socket(AF_UNIX, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0) as number
  return (address, payload, descriptor) => {
    const control = descriptor === undefined ? null : rights(descriptor, koffi.sizeof('size_t'))
    const datagram = {
      name: address,
      nameLength: address.length,
      vectors: [{ base: payload, length: payload.length }],
      vectorCount: 1,
      control,
      controlLength: control?.length ?? 0,
      flags: 0,
    }
    return fd >= 0 && sendmsg(fd, datagram, MSG_DONTWAIT_NOSIGNAL) === payload.length
  }
}

/** struct cmsghdr with one descriptor, and the padding to the next. */
function rights(descriptor: number, sizeOfLength: number): Buffer {
  const data = sizeOfLength + 8
  const control = Buffer.alloc(data + sizeOfLength)
  control.writeUInt32LE(data + 4, 0)
  control.writeInt32LE(SOL_SOCKET, sizeOfLength)
  control.writeInt32LE(SCM_RIGHTS, sizeOfLength + 4)
  control.writeInt32LE(descriptor, data)
  return control
}
