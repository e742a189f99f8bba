import { setTimeout as sleep } from 'node:timers/promises'
import { styleText } from 'node:util'

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** What a step reports while it runs, and in the end. */
export interface Step {
  /** Replaces what is shown behind the step's name while it runs. */
  progress(text: string): void
  /** A line below the step: a fact that was measured. */
  fact(text: string): void
}

/** Tells a story on a terminal, or as plain lines where there is none. */
export class Telling {
  readonly terminal: boolean
  readonly #colors: boolean
  #silent = false

  constructor(terminal: boolean, colors: boolean) {
    this.terminal = terminal
    this.#colors = colors
  }

  /** Nothing more is told: somebody has ended the story. */
  silence(): void {
    this.#silent = true
    if (this.terminal) process.stdout.write('\r\x1b[K')
  }

  line(text = ''): void {
    if (!this.#silent) process.stdout.write(`${text}\n`)
  }

  style(style: Parameters<typeof styleText>[0], text: string): string {
    return this.#colors ? styleText(style, text, { validateStream: false }) : text
  }

  /** Tells one step with the time it took, and its facts below it; what it throws ends the story. */
  async step<T>(name: string, work: (step: Step) => Promise<T>): Promise<T> {
    const started = performance.now()
    const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`
    const facts: string[] = []
    let progress = ''
    let running = true
    const animate = async (): Promise<void> => {
      for (let i = 0; running && !this.#silent; i++) {
        const mark = this.style('cyan', SPINNER[i % SPINNER.length]!)
        process.stdout.write(`\r\x1b[K  ${mark} ${name} ${this.style('dim', `${progress} ${seconds()}`)}`)
        await sleep(100)
      }
    }
    const animation = this.terminal ? animate() : undefined
    const settle = async (mark: string, remark: string): Promise<void> => {
      running = false
      await animation
      if (this.terminal && !this.#silent) process.stdout.write('\r\x1b[K')
      this.line(`  ${mark} ${name.padEnd(64)} ${this.style('dim', remark)}`)
      for (const fact of facts) this.line(`      ${fact}`)
    }
    try {
      const result = await work({
        progress: (text) => {
          progress = text
        },
        fact: (text) => facts.push(text),
      })
      await settle(this.style('green', '✓'), seconds().padStart(7))
      return result
    } catch (error) {
      await settle(this.style('red', '✖'), `failed after ${seconds()}`)
      throw error
    }
  }
}
