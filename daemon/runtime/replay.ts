import type { Instant } from '../../protocols/base/duration.js'
import { err, ok, type Result } from '../../protocols/base/result.js'
import type { Engine } from '../../protocols/engine/engine.js'
import type { RecordedInput, RecordingHeader } from './recorder.js'

/** A recording that was read: what began it, and the inputs in order. */
export interface Recording {
  readonly header: RecordingHeader
  readonly inputs: readonly RecordedInput[]
}

/** What an engine answered to one input of a recording. */
export interface Replayed extends RecordedInput {
  readonly effects: readonly unknown[]
}

/** Reads a recording; the error says which line is wrong. A last line without its end (a crash) is left out. */
export function readRecording(text: string): Result<Recording, string> {
  const lines = text.split('\n')
  lines.pop()
  let header: RecordingHeader | undefined
  const inputs: RecordedInput[] = []
  for (const [index, line] of lines.entries()) {
    let value: unknown
    try {
      value = JSON.parse(line, decodeBytes)
    } catch {
      return err(`line ${index + 1} is not JSON`)
    }
    if (header !== undefined) {
      if (!isRecordedInput(value)) return err(`line ${index + 1} is not an input`)
      inputs.push(value)
    } else {
      if (!isHeader(value)) return err('line 1 does not begin a recording that this version can read')
      header = value
    }
  }
  return header === undefined ? err('the recording is empty') : ok({ header, inputs })
}

/** Hands an input of a recording to an engine and returns what it answers. */
export type Player = (input: unknown, at: Instant) => readonly unknown[]

/** A player of recordings for `engine`, which must be of the kind that was recorded and fresh, with the same seed. */
export function playerOf<Input>(engine: Engine<Input, unknown>): Player {
  return (input, at) => engine.handle(input as Input, at)
}

/**
 * Hands each input to the player of its engine's name, at the instant at which it was handled, and returns what the
 * engines answered. Inputs of engines without a player are left out.
 */
export function replay(recording: Recording, players: Readonly<Record<string, Player>>): Replayed[] {
  const replayed: Replayed[] = []
  for (const recorded of recording.inputs) {
    const play = players[recorded.engine]
    if (play !== undefined) replayed.push({ ...recorded, effects: play(recorded.input, recorded.at) })
  }
  return replayed
}

function decodeBytes(_key: string, part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part
  const { base64 } = part as { readonly base64?: unknown }
  return typeof base64 === 'string' ? new Uint8Array(Buffer.from(base64, 'base64')) : part
}

function isHeader(value: unknown): value is RecordingHeader {
  return (value as RecordingHeader | null)?.recording === 1 && typeof (value as RecordingHeader).seed === 'number'
}

function isRecordedInput(value: unknown): value is RecordedInput {
  const input = value as RecordedInput | null
  return typeof input?.engine === 'string' && typeof input.at === 'number' && typeof input.input === 'object'
}
