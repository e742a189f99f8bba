import * as z from 'zod'

/** `hello-interval` → `helloInterval` */
type Camel<Key extends string> = Key extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Key

type Values<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>

/** The keys of a file as the settings name them; a key that is left out and has no default is there as undefined. */
type Settled<Shape extends z.ZodRawShape> = {
  readonly [Key in keyof Shape & string as Camel<Key>]: z.output<Shape[Key]>
}

/** What several keys of a section must be to each other. */
export interface Rule<Shape extends z.ZodRawShape> {
  /** The key the problem is reported at. */
  readonly at: keyof Shape & string
  /** The rule is asked only when each of these keys, and `at`, is right by itself. */
  readonly with: readonly (keyof Shape & string)[]
  /** What is wrong, or undefined. */
  readonly wrong: (values: Values<Shape>) => string | Wrong | undefined
}

/** Something wrong inside of the value of a rule's key. */
export interface Wrong {
  readonly within: readonly PropertyKey[]
  readonly message: string
}

/** The keys of which one is to be changed: where the first has its default, the next may be the one in the file. */
export interface RuleParams {
  readonly keys: readonly string[]
}

/**
 * A part of the file with a closed set of keys. Its value has the settings' names, so that a key which is added here
 * and in the type of the settings is complete.
 */
export function section<Shape extends z.ZodRawShape>(shape: Shape, ...rules: readonly Rule<NoInfer<Shape>>[]) {
  return z
    .strictObject(shape)
    .superRefine((values, context) => judge(rules, values, context), { when: hasKeys })
    .transform((values) => settle(shape, values as Values<Shape>))
}

function judge<Shape extends z.ZodRawShape>(
  rules: readonly Rule<Shape>[],
  values: Values<Shape>,
  context: z.core.$RefinementCtx<unknown>,
): void {
  const mistaken = new Set(context.issues.map((issue) => issue.path?.[0]))
  for (const rule of rules) {
    if ([rule.at, ...rule.with].some((key) => mistaken.has(key))) continue
    const wrong = rule.wrong(values)
    const params = { keys: [rule.at, ...rule.with] } satisfies RuleParams
    if (typeof wrong === 'object') {
      context.addIssue({ code: 'custom', path: [rule.at, ...wrong.within], message: wrong.message })
    } else if (wrong !== undefined) {
      context.addIssue({ code: 'custom', path: [rule.at], message: wrong, params })
    }
  }
}

function settle<Shape extends z.ZodRawShape>(shape: Shape, values: Values<Shape>): Settled<Shape> {
  const entries = Object.keys(shape).map((key) => [camel(key), values[key as keyof Values<Shape>]])
  const section = Object.fromEntries(entries) as Settled<Shape>
  settled.add(section)
  return section
}

const settled = new WeakSet<object>()

/** Whether this is what the section makes of its keys; one with a problem may be as it was written, in the words of the file. */
export function isSettled<Section extends z.ZodType>(value: unknown): value is z.output<Section> {
  return typeof value === 'object' && value !== null && settled.has(value)
}

/** For checks that are to be made although other problems were found: is there an object at all? */
export function hasKeys(payload: z.core.ParsePayload): boolean {
  return typeof payload.value === 'object' && payload.value !== null && !Array.isArray(payload.value)
}

/** A section that may be written as a bare `key:`, which leaves all of it at its defaults. */
export function mayBeBare<Section extends z.ZodType>(schema: Section) {
  return schema.nullable().transform((value) => value ?? schema.parse({}))
}

/** `hello-interval` → `helloInterval`, `external-1-metric` → `external1Metric` */
export function camel(key: string): string {
  return key.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
