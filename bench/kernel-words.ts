/** How often each is measured. */
export const ROUNDS = 5

/** One measurement of handing routes over to the kernel; costs are microseconds a route, of all threads of the process. */
export interface KernelBatchEvent {
  readonly event: 'measured'
  readonly routes: number
  readonly what: 'add' | 'replace' | 'delete'
  readonly elapsed: number
  readonly processor: number
}
