import { createRunner, describeFailure, planOf } from './run-histories.ts'

const run = await createRunner()
const r = await run(planOf(Number(process.argv[2])))
console.info(describeFailure(r))
