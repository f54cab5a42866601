import { createRunner, describeFailure, planOf } from './run-histories.ts'

const [from = '1', count = '1000', verbose] = process.argv.slice(2)
const run = await createRunner()
const startedAt = performance.now()
let failed = 0
let acknowledged = 0
for (let seed = Number(from); seed < Number(from) + Number(count); seed++) {
  const result = await run(planOf(seed))
  acknowledged += result.acknowledged
  if (result.violations.length > 0 || verbose === 'log') {
    failed += Number(result.violations.length > 0)
    if (failed <= 5) console.info(describeFailure(result))
  }
}
const ms = performance.now() - startedAt
console.info(
  `${count} histories from seed ${from}, ${acknowledged} orders acknowledged, ${failed} failed, ${(ms / Number(count)).toFixed(2)} ms each`,
)
