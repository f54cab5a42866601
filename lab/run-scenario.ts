import { parseOptions } from './command-line/parse-options.ts'
import { stopAllParts } from './process/live-parts.ts'
import type { Reporter } from './report/reporter.ts'
import type { OptionSpec, Outcome, Scenario } from './scenario.ts'

/** Every scenario takes it. */
export const JSON_OPTION: Record<string, OptionSpec> = {
  json: { kind: 'switch', help: 'one JSON object a line instead of text' },
}

export type ScenarioRun = {
  outcome: Promise<Outcome>
  /** Ends whatever the scenario started; it also happens by itself when it is over. */
  finish(): Promise<void>
}

/**
 * Runs a scenario and cleans up behind it.
 * @throws {UsageError} when the options cannot be meant, before anything starts
 */
export function runScenario(scenario: Scenario, args: readonly string[], report: Reporter): ScenarioRun {
  const options = parseOptions(args, { ...scenario.options, ...JSON_OPTION })
  const steps: (() => void | Promise<void>)[] = []
  const finish = async () => {
    for (const step of steps.splice(0).reverse()) await step()
    await stopAllParts()
  }
  const outcome = scenario
    .run({ options, report, onFinish: step => void steps.push(step) })
    .finally(() => finish())
  return { outcome, finish }
}
