import * as z from 'zod'
import { matchesPattern } from '../../protocols/engine/pattern.js'
import { hasKeys } from './section.js'
import { interfacePattern } from './values.js'

/** Settings of the links whose name matches a pattern: the first pattern that matches counts. */
export function interfaceRules<Settings extends z.ZodType>(settings: Settings, description: string) {
  return z
    .record(interfacePattern, settings)
    .superRefine(
      (rules, context) => {
        const wide: string[] = []
        for (const pattern of Object.keys(rules)) {
          // A pattern matches the text of another where it matches all that the other stands for.
          const earlier = wide.find((other) => matchesPattern(other, pattern))
          if (pattern.includes('*')) wide.push(pattern)
          if (earlier === undefined) continue
          const message = `never used: every such interface matches ${earlier}, which comes first`
          context.addIssue({ code: 'custom', path: [pattern], message })
        }
      },
      { when: hasKeys },
    )
    .transform((rules) => Object.entries(rules).map(([pattern, settings]) => ({ pattern, settings })))
    .meta({ description, values: 'a section with interfaces as its keys' })
}
