import { err, type Result } from '../protocols/base/result.js'
import type { Problem } from './problem.js'
import type { Settings } from './settings.js'

/**
 * The settings that the text of a configuration file stands for, or everything that is wrong with it, in the order of
 * the file. Never throws.
 *
 * @param file the name that the problems carry
 */
export function loadConfig(text: string, file: string): Result<Settings, readonly Problem[]> {
  return err([{ file, line: 1, column: 1, path: '', message: `cannot be understood yet (${text.length} characters)` }])
}
