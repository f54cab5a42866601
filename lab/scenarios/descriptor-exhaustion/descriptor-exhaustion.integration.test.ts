import { expect, test } from 'vitest'
import { silentReporter } from '../../report/silent-reporter.ts'
import { runScenario } from '../../run-scenario.ts'
import { descriptorExhaustion } from './descriptor-exhaustion.ts'

test('without descriptors the agent still answers, says "at least", obeys, and keeps whom it has (F40)', async () => {
  const report = silentReporter()
  const args = ['--descriptors', '180', '--residents', '40', '--knocking', '150', '--for', '6s']
  const run = runScenario(descriptorExhaustion, args, report)
  const outcome = await run.outcome
  const wrong = [...report.tables.values()].flat().filter(row => row.ok === 'WRONG')
  expect(wrong).toEqual([])
  expect(outcome).toBe('passed')
})
