import type { Reporter } from './report/reporter.ts'

/** An option of a scenario as it is written on the command line: `--name value`, or `--name` for a switch. */
export type OptionSpec = {
  kind: 'text' | 'number' | 'duration' | 'switch'
  /** One line for `--help`. */
  help: string
  /** As it would be written; unset: optional. */
  default?: string
  min?: number
  max?: number
}

/** Parsed options: numbers as numbers, durations in ms, what was not given as `undefined`. */
export type OptionValues = {
  text(name: string): string | undefined
  number(name: string): number | undefined
  switch(name: string): boolean
}

export type ScenarioContext = {
  options: OptionValues
  report: Reporter
  /** Run, in reverse order, when the lab ends, however it ends. At most 1.5 s in all. */
  onFinish(finish: () => void | Promise<void>): void
}

/** `failed`: the scenario ran, and what it is there to show did not happen; exit code 1. */
export type Outcome = 'passed' | 'failed'

export type Scenario = {
  name: string
  /** One line: what is set off and what is to be seen. */
  summary: string
  options: Record<string, OptionSpec>
  run(context: ScenarioContext): Promise<Outcome>
}
