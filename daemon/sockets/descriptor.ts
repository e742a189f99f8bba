import { Buffer } from 'node:buffer'
import { readdirSync } from 'node:fs'
import koffi from 'koffi'

const SOL_SOCKET = 1
const SO_COOKIE = 57
/** The cookie of a socket is 64 bits that no other socket has. */
export const COOKIE_LENGTH = 8

/** The process's own C library. */
const libc = koffi.load(null)
const getsockopt: (fd: number, level: number, name: number, value: Buffer, length: Buffer) => number = libc.func(
  'int getsockopt(int fd, int level, int name, void *value, void *length)',
)
const dup2: (from: number, to: number) => number = libc.func('int dup2(int from, int to)')
const close: (fd: number) => number = libc.func('int close(int fd)')

/** The descriptors of this process. None where /proc is not mounted. */
export function descriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number)
  } catch {
    return []
  }
}

/** The descriptor of the socket with this cookie (`SO_COOKIE`), which a package does not tell. */
export function descriptorOf(cookie: Buffer): number | undefined {
  const found = Buffer.alloc(COOKIE_LENGTH)
  // The new ones are at the end.
  return descriptors().findLast((fd) => {
    const length = Buffer.from([COOKIE_LENGTH, 0, 0, 0])
    return getsockopt(fd, SOL_SOCKET, SO_COOKIE, found, length) === 0 && found.equals(cookie)
  })
}

/** Makes `to` mean the open file of `from`, which is closed; what `to` meant is closed too. */
export function moveDescriptor(from: number, to: number): boolean {
  if (dup2(from, to) < 0) return false
  close(from)
  return true
}

export function closeDescriptor(fd: number): void {
  close(fd)
}
