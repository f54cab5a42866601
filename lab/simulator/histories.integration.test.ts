import { expect, it } from 'vitest'
import { runInWorkers } from './run-in-workers.ts'

const HISTORIES = 10_000
const FIRST_SEED = 1

it(`holds every rule in ${HISTORIES} random histories`, { timeout: 900_000 }, async () => {
  const outcome = await runInWorkers(FIRST_SEED, HISTORIES)
  expect(outcome.failures.join('\n')).toBe('')
  expect(outcome.done).toBe(HISTORIES)
  // A simulation in which nobody orders anything, or nothing ever fills up, would be green as well.
  expect(outcome.acknowledged).toBeGreaterThan(3 * HISTORIES)
  expect(outcome.refused).toBeGreaterThan(HISTORIES / 10)
  expect(outcome.policyHeld).toBeGreaterThan(HISTORIES / 10)
  expect(outcome.protectedItself).toBeGreaterThan(HISTORIES / 10)
})
