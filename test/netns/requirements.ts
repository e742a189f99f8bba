import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What a test may need of the machine, and how to tell. */
const needs = {
  root: () => (process.getuid?.() === 0 ? undefined : 'needs root'),
  namespaces: () => tries(['ip', 'netns', 'list'], 'needs ip of iproute2 and network namespaces'),
  frr: () => (existsSync('/usr/lib/frr/ospfd') ? undefined : 'needs FRR (Debian package frr)'),
  bird: () => tries(['bird', '--version'], 'needs BIRD (Debian package bird2)'),
  smcroute: () => (existsSync('/usr/sbin/smcrouted') ? undefined : 'needs smcroute (Debian package smcroute)'),
  igmpproxy: () => (existsSync('/usr/sbin/igmpproxy') ? undefined : 'needs igmpproxy (Debian package igmpproxy)'),
} as const

export type Need = keyof typeof needs

/**
 * Why a test cannot run here, for `skip`; undefined where it can. In CI (`CI=true`) nothing is skipped: what lacks
 * fails there.
 */
export function missing(...wanted: readonly Need[]): string | undefined {
  const reasons = [...new Set<Need>(['root', 'namespaces', ...wanted])]
    .map((need) => needs[need]())
    .filter((reason) => reason !== undefined)
  if (reasons.length === 0) return undefined
  if (process.env.CI === 'true') throw new Error(`in CI nothing may be skipped: ${reasons.join(', ')}`)
  return reasons.join(', ')
}

function tries(command: readonly string[], otherwise: string): string | undefined {
  try {
    execFileSync(command[0]!, command.slice(1), { stdio: 'ignore' })
    return undefined
  } catch {
    return otherwise
  }
}
