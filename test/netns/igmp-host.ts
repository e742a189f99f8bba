import { fileURLToPath } from 'node:url'
import type { Namespace } from '../../lab/namespace.js'
import type { Program } from '../../lab/program.js'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { encodeMessage } from '../../protocols/igmp/message/message.js'
import type { GroupRecord, RecordType } from '../../protocols/igmp/message/report-v3.js'

const PROGRAM = fileURLToPath(new URL('igmp-host-program.js', import.meta.url))

export function record(type: RecordType, group: string, ...sources: readonly string[]): GroupRecord {
  return { record: type, group: ipv4(group), sources: sources.map((source) => ipv4(source)) }
}

/**
 * A host that says exactly what it is told: its kernel is a member of one group too, so that the stream is received,
 * so its router should have a robustness variable of 1, at which a kernel reports once, and ask nothing meanwhile.
 */
export class IgmpHost {
  readonly #program: Program
  readonly #heard = { started: 0, ended: 0 }

  private constructor(program: Program) {
    this.#program = program
  }

  static async start(at: Namespace, own: string, group: string, port: number): Promise<IgmpHost> {
    const program = at.start('igmp host', [process.execPath, PROGRAM, 'eth0', own, group, String(port)])
    await program.said(/ready/)
    return new IgmpHost(program)
  }

  /** One version 3 report. */
  report(from: string, ...records: readonly GroupRecord[]): void {
    this.#program.say(`say ${from} ${hex(records)}`)
  }

  /** Says so, and resolves with the milliseconds until the stream's next packet. */
  start(from: string, ...records: readonly GroupRecord[]): Promise<number> {
    this.#program.say(`start ${from} ${hex(records)}`)
    return this.#next('started')
  }

  /** Says so, and resolves, when the stream has stopped, with the milliseconds that it still came. */
  end(from: string, ...records: readonly GroupRecord[]): Promise<number> {
    this.#program.say(`end ${from} ${hex(records)}`)
    return this.#next('ended')
  }

  /** Reports of all hosts of a subnet (its first two octets) for ever new groups, as many as it can; resolves with how many. */
  async flood(subnet: string, seconds: number): Promise<number> {
    this.#program.say(`flood ${subnet} ${seconds}`)
    const [, reports] = await this.#program.said(/"flooded","reports":(\d+)/, 30_000)
    return Number(reports)
  }

  async #next(event: 'started' | 'ended'): Promise<number> {
    const line = `\\{"event":"${event}"[^\\n]*\\}`
    const [text] = await this.#program.said(new RegExp(`(?:${line}[^]*?){${this.#heard[event]++}}(${line})\\n`))
    return (JSON.parse(text.trimEnd().split('\n').at(-1)!) as { readonly milliseconds: number }).milliseconds
  }
}

function hex(records: readonly GroupRecord[]): string {
  return Buffer.from(encodeMessage({ type: 'report-v3', records })).toString('hex')
}
