/** Something in the file that has to change before it can be used. */
export type ConfigProblem = {
  /** 1 for the first line; `null` where the file itself is the problem. */
  line: number | null
  /** Where in the file, e.g. `agents.2.url`; empty for the file. */
  key: string
  /** What is wrong and what to do. */
  message: string
}

/** Thrown with everything that is wrong, never just the first thing. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(file: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(problem => {
      const place = problem.line === null ? file : `${file}:${problem.line}`
      return `  ${place}  ${problem.key === '' ? '' : `${problem.key} `}${problem.message}`
    })
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    super(
      `${file} has ${count}; nothing was started. Correct it and start again (docs/configuration.md names every key):\n${lines.join('\n')}`,
    )
    this.problems = problems
  }
}
