import { parentPort, workerData } from 'node:worker_threads'
import { createRunner, describeFailure, planOf } from './run-histories.ts'

/** Runs a share of the histories and hands back what failed. */
const { from, count, step } = workerData as { from: number; count: number; step: number }
const run = await createRunner()
const failures: string[] = []
let acknowledged = 0
let refused = 0
let policyHeld = 0
let protectedItself = 0
let done = 0
for (let seed = from; done < count; seed += step, done++) {
  const result = await run(planOf(seed))
  acknowledged += result.acknowledged
  refused += result.refused
  policyHeld += result.policyHeld
  protectedItself += result.protectedItself
  if (result.violations.length > 0) failures.push(describeFailure(result))
}
parentPort?.postMessage({
  done,
  acknowledged,
  refused,
  policyHeld,
  protectedItself,
  failures: failures.slice(0, 5),
  failed: failures.length,
})
