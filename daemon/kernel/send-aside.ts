import koffi from 'koffi'

/** The process's own C library. */
const send = koffi
  .load(null)
  .func('intptr_t send(int fd, const void *bytes, size_t length, int flags)') as unknown as AsynchronousSend

interface AsynchronousSend {
  async(
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
    done: (error: unknown, sent: number) => void,
  ): void
}

/**
 * send(2) on another thread: what the kernel does in it, of routes some milliseconds, holds nothing else up.
 *
 * @param bytes must not change before `done` is called, which says whether they were sent, from the loop
 */
export function sendAside(fd: number, bytes: Uint8Array, done: (sent: boolean) => void): void {
  send.async(fd, bytes, bytes.length, 0, (error, sent) => done(error === null && sent === bytes.length))
}
