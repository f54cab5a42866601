import { parseArgs } from 'node:util'
import { runInWorkers } from './run-in-workers.ts'

const HELP = `Random histories of the tier switch: the shipped agent, reconciler and store under simulated time and faults.

  node lab/simulator/main.ts [--from SEED] [--count N]

A failed history is printed with its seed and runs the same way again.`

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    help: { type: 'boolean' },
  },
})
if (values.help) console.info(HELP)
else {
  const startedAt = performance.now()
  const { done, acknowledged, refused, failed, failures } = await runInWorkers(
    Number(values.from),
    Number(values.count),
  )
  for (const failure of failures) console.info(failure)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  console.info(
    `${done} histories from seed ${values.from} in ${seconds} s: ${acknowledged} orders acknowledged, ${refused} refused, ${failed} histories failed`,
  )
  process.exitCode = failed > 0 ? 1 : 0
}
