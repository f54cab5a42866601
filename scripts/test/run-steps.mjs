import { SetUpError, say, seconds } from '../setup/say.mjs'

/**
 * Runs the steps one after another; a failing one does not stop the rest, so that one run tells everything.
 * `options` are handed to the step. A step answers `{ passed, failed, failures?, unsteady?, notRun? }` in tests (or
 * checks); `failures` and `unsteady` name them with the reason, for the end of the run.
 */
export async function runSteps(steps, options = []) {
  const total = { passed: 0, failed: 0, failures: [], unsteady: [], notRun: [] }
  for (const step of steps) {
    const started = Date.now()
    say.doing(`${step.name}: ${step.what}`)
    const {
      passed,
      failed,
      failures = [],
      unsteady = [],
      notRun = [],
    } = await step.run(options).catch(error => {
      if (error instanceof SetUpError) say.fail(error.message)
      else console.error(error)
      return { passed: 0, failed: 1 }
    })
    total.passed += passed
    total.failed += failed
    total.notRun.push(...notRun)
    total.unsteady.push(...unsteady)
    if (failed > 0 && failures.length === 0) total.failures.push(`${step.name}: see above`)
    total.failures.push(...failures)
    const words = `${step.name}: ${passed} passed, ${failed} failed (${seconds(Date.now() - started)})`
    if (failed > 0) say.fail(words)
    else say.done(words)
  }
  return total
}
