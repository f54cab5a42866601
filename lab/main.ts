import { helpText, scenarioHelpText } from './command-line/help-text.ts'
import { UsageError } from './command-line/parse-options.ts'
import { stopOnSignal } from './process/stop-on-signal.ts'
import { jsonReporter, plainReporter } from './report/reporter.ts'
import { runScenario } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'

async function runHere(scenario: Scenario, args: readonly string[]): Promise<number> {
  const report = args.includes('--json') ? jsonReporter(process.stdout) : plainReporter(process.stdout)
  const run = runScenario(scenario, args, report)
  stopOnSignal(run.finish)
  // Whoever was reading has gone: the same as being told to stop.
  process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'))
  return (await run.outcome) === 'passed' ? 0 : 1
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(helpText(SCENARIOS))
    return name === undefined ? 2 : 0
  }
  const scenario = SCENARIOS.find(candidate => candidate.name === name)
  if (!scenario) throw new UsageError(`there is no scenario "${name}"; see npm run lab -- --help`)
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(scenarioHelpText(scenario))
    return 0
  }
  return runHere(scenario, args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`lab: ${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
process.exit()
