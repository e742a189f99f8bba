/** One thing that is wrong with a configuration file. */
export interface Problem {
  readonly file: string
  /** From 1; 1 where the problem is the file as a whole. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** Dotted keys from the top of the file; empty where the problem is the file as a whole or its syntax. */
  readonly path: string
  /** What is wrong and, where it is known, what was expected. */
  readonly message: string
}

/** `file:line:column: path: what is wrong` */
export function formatProblem(problem: Problem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`
  return problem.path === '' ? `${place}: ${problem.message}` : `${place}: ${problem.path}: ${problem.message}`
}

/** `file:line:column: path: warning: what is probably not meant so` */
export function formatWarning(problem: Problem): string {
  return formatProblem({ ...problem, message: `warning: ${problem.message}` })
}
