import { helpText, scenarioHelpText } from './command-line/help-text.ts'
import { parseOptions, UsageError } from './command-line/parse-options.ts'
import { stopAllParts } from './process/live-parts.ts'
import { stopOnSignal } from './process/stop-on-signal.ts'
import { jsonReporter, plainReporter } from './report/reporter.ts'
import type { Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'

async function runScenario(scenario: Scenario, args: readonly string[]): Promise<number> {
  const options = parseOptions(args, {
    ...scenario.options,
    json: { kind: 'switch', help: 'one JSON object a line' },
  })
  const report = options.switch('json') ? jsonReporter(process.stdout) : plainReporter(process.stdout)
  const finishers: (() => void | Promise<void>)[] = []
  const finish = async () => {
    for (const step of finishers.splice(0).reverse()) await step()
  }
  stopOnSignal(finish)
  // Whoever was reading has gone: the same as being told to stop.
  process.stdout.on('error', () => process.kill(process.pid, 'SIGTERM'))
  try {
    const outcome = await scenario.run({ options, report, onFinish: step => void finishers.push(step) })
    return outcome === 'passed' ? 0 : 1
  } finally {
    await Promise.allSettled([finish(), stopAllParts()])
  }
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
  return runScenario(scenario, args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`lab: ${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
process.exit()
