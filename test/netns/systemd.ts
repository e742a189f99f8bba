import { fileURLToPath } from 'node:url'
import type { Waymark } from '../../lab/waymark.js'

const CLI = fileURLToPath(new URL('../../cli/main.js', import.meta.url))

/**
 * What systemd does for a service with `FileDescriptorStoreMax=` and `Restart=always`: it keeps the open files that the
 * service hands to it and passes them to each life of it, which it starts again when it ends; it lets go of them when it is
 * stopped. Commands on its standard input, a line each.
 */
const MANAGER = `
import os, select, signal, socket, sys, threading, time
path = '\\0waymark-test-%d' % os.getpid()
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind(path)
store, pid, stopping = {}, 0, False

def launch():
    global pid
    names = list(store)
    pid = os.fork()
    if pid: return
    os.setsid()
    kept = [os.dup(store[name]) for name in names]
    high = [os.dup2(fd, 500 + i) for i, fd in enumerate(kept)]
    os.closerange(3, 500)
    for i, fd in enumerate(high): os.dup2(fd, 3 + i, inheritable=True)
    os.closerange(500, 1000)
    env = dict(os.environ, NOTIFY_SOCKET='@' + path[1:], FDSTORE='1024')
    if names: env.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(names)), LISTEN_FDNAMES=':'.join(names))
    os.execvpe(sys.argv[1], sys.argv[1:], env)

def heed(text, fds):
    said = dict(line.split('=', 1) for line in text.decode().split('\\n'))
    name = said.get('FDNAME')
    if 'FDSTOREREMOVE' in said and name in store: os.close(store.pop(name))
    if 'FDSTORE' in said: store[name] = fds[0]
    if 'FDSTORE' in said or 'FDSTOREREMOVE' in said: print('keeps', ','.join(sorted(store)), flush=True)

def stop(*_):
    global stopping
    stopping = True
    os.kill(pid, signal.SIGTERM)

signal.signal(signal.SIGTERM, stop)
launch()
while True:
    ready, _, _ = select.select([notify, sys.stdin], [], [], 0.01)
    if notify in ready: heed(*socket.recv_fds(notify, 65536, 1)[:2])
    if sys.stdin in ready:
        line = sys.stdin.readline().strip()
        if line == 'kill': os.kill(pid, signal.SIGKILL)
        if line == 'restart': os.kill(pid, signal.SIGTERM)
    ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended: continue
    if stopping: break
    print('ended', flush=True)
    time.sleep(0.5)
    launch()
for fd in store.values(): os.close(fd)
sys.exit(0 if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else 1)
`

/** Runs the daemon as systemd does. */
export const UNDER_SERVICE_MANAGER = { under: ['python3', '-c', MANAGER] } as const

/** Hands the daemon a UDP socket as the one that owns the kernel's multicast table. */
const IMPOSTOR = `
import os, socket, sys
passed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind('\\0waymark-impostor-%d' % os.getpid())
os.set_inheritable(notify.fileno(), True)
if passed.fileno() == 3: os.set_inheritable(3, True)
else: os.dup2(passed.fileno(), 3)
os.environ.update(NOTIFY_SOCKET='@waymark-impostor-%d' % os.getpid(), FDSTORE='16')
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='multicast-routing')
os.execv(sys.argv[1], sys.argv[1:])
`

export const WITH_ANOTHER_SOCKET = { under: ['python3', '-c', IMPOSTOR] } as const

/** How a life ends: by SIGKILL, as `systemctl restart` does, or by `waymark restart --graceful`. */
export type LifeEnd = 'kill' | 'restart' | 'graceful'

/** Ends the daemon and returns when its next life is ready. */
export async function endLife(router: Waymark, how: LifeEnd): Promise<void> {
  const lives = (): number => router.program.log.split(' ready').length
  const before = lives()
  if (how === 'graceful') {
    await router.at.run([process.execPath, CLI, 'restart', '--graceful', '--socket', router.socket])
  } else router.program.say(how)
  await router.program.said(new RegExp(`(?:[^]* ready){${before}}`), 20_000)
}
