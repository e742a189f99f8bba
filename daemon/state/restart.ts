import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GracefulRestartSettings } from '../../protocols/ospf/settings.js'
import { readState, writeState } from './atomic-file.js'

/** How the last life ended, or would have to be taken to have ended if it ended now (RFC 3623 §2.1). */
export interface LastLife {
  /** The boot of the machine in which it ran, for after a reboot no route is left; undefined: it ended in order. */
  readonly boot: string | undefined
  /** Until when neighbors count us as adjacent, milliseconds since 1970. */
  readonly graceEnds: number | undefined
  /** By `waymark restart --graceful`. */
  readonly planned: boolean
}

/** A graceful restart to go on with. */
export interface Restart {
  readonly graceEnds: number
  readonly planned: boolean
}

const ENDED: LastLife = { boot: undefined, graceEnds: undefined, planned: false }

/**
 * The restart that a new life goes on with. A crash begins one; another crash before that is over does not prolong it,
 * so that a daemon that crashes again and again is not helped for ever.
 */
export function restartAfter(
  last: LastLife,
  boot: string,
  { enabled, unplanned, gracePeriod }: GracefulRestartSettings,
  now: number,
): Restart | undefined {
  if (!enabled || last.boot !== boot || (!last.planned && !unplanned)) return undefined
  const graceEnds = last.graceEnds ?? now + gracePeriod
  return graceEnds > now ? { graceEnds, planned: last.planned } : undefined
}

/** Keeps how the last life ended, so that the next one knows whether it crashed. */
export class RestartStore {
  /** Names this boot of the machine. */
  readonly boot: string
  readonly #path: string

  /** @param directory as `stateDirectory` says */
  constructor(directory: string, boot = bootOfMachine()) {
    this.boot = boot
    this.#path = join(directory, 'ospf-restart.json')
  }

  /** `ENDED` where there is no file, or none that can be understood. */
  read(): LastLife {
    try {
      const { boot, graceEnds, planned } = JSON.parse(readState(this.#path) ?? '{}') as Record<string, unknown>
      return {
        boot: typeof boot === 'string' ? boot : undefined,
        graceEnds: typeof graceEnds === 'number' ? graceEnds : undefined,
        planned: planned === true,
      }
    } catch {
      return ENDED
    }
  }

  /** OSPF runs. @throws what the file system says */
  alive(restart: Restart | undefined): void {
    this.#write({ boot: this.boot, graceEnds: restart?.graceEnds, planned: restart?.planned ?? false })
  }

  /** OSPF ended in order: the next life begins afresh. @throws what the file system says */
  ended(): void {
    this.#write(ENDED)
  }

  #write(life: LastLife): void {
    writeState(this.#path, `${JSON.stringify(life)}\n`)
  }
}

function bootOfMachine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
