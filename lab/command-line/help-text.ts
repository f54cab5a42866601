import type { Scenario } from '../scenario.ts'

const column = (entries: readonly (readonly [string, string])[]) => {
  const width = Math.max(...entries.map(([left]) => left.length))
  return entries.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

/** `npm run lab -- --help`. */
export function helpText(scenarios: readonly Scenario[]): string {
  return `Real servers and real clients that misbehave on purpose, on loopback addresses only.

  npm run lab -- <scenario> [options]
  npm run lab -- <scenario> --help

${column(scenarios.map(({ name, summary }) => [name, summary] as const))}

Every scenario takes --json (one object a line). Exit codes: 0 it went as it should, 1 it did not,
2 the command line was not understood, 130 or 143 stopped by a signal.
`
}

/** `npm run lab -- <scenario> --help`. */
export function scenarioHelpText({ name, summary, options }: Scenario): string {
  const entries = Object.entries(options).map(([option, spec]) => {
    const value =
      spec.kind === 'switch' ? '' : ` ${spec.kind === 'duration' ? 'TIME' : spec.kind.toUpperCase()}`
    const fallback = spec.default === undefined ? '' : ` (default ${spec.default})`
    return [`--${option}${value}`, `${spec.help}${fallback}`] as const
  })
  const all = [...entries, ['--json', 'one JSON object a line instead of text'] as const]
  return `${summary}\n\n  npm run lab -- ${name} [options]\n\n${column(all)}\n`
}
