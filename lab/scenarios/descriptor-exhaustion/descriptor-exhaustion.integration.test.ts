import { expect, test } from 'vitest'
import { silentReporter } from '../../report/silent-reporter.ts'
import { runScenario } from '../../run-scenario.ts'
import { descriptorExhaustion } from './descriptor-exhaustion.ts'

test('without descriptors the agent still answers, says "at least", obeys, and keeps whom it has (F40)', async () => {
  const report = silentReporter()
  // Room for so many that a machine which takes three seconds to let them in still sees 50 of them in one.
  const args = ['--descriptors', '260', '--residents', '40', '--knocking', '200', '--for', '6s']
  const run = runScenario(descriptorExhaustion, args, report)
  const outcome = await run.outcome
  const wrong = [...report.tables.values()].flat().filter(row => row.ok === 'WRONG')
  expect(wrong).toEqual([])
  expect(outcome).toBe('passed')
})
