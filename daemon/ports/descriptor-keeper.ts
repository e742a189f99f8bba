/**
 * Keeps sockets open when this process ends, whatever it ends of, and hands them to its next life: a service manager does
 * (systemd's file descriptor store). What is kept when the service is stopped for good is closed then.
 */
export interface DescriptorKeeper {
  /** The descriptors that the last life left under names that begin so, by name; they are the caller's to close. */
  take(prefix: string): ReadonlyMap<string, number>
  /** From now on it stays open, until it is forgotten. */
  keep(name: string, descriptor: number): void
  forget(name: string): void
}
