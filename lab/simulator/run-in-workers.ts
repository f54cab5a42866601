import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export type Outcome = {
  done: number
  acknowledged: number
  refused: number
  policyHeld: number
  protectedItself: number
  failed: number
  failures: string[]
}

/** Runs `count` histories from a seed on, shared among workers; the seeds are the same however many there are. */
export async function runInWorkers(
  from: number,
  count: number,
  workers = availableParallelism(),
): Promise<Outcome> {
  const share = (index: number) => Math.floor((count - index + workers - 1) / workers)
  const outcomes = await Promise.all(
    Array.from({ length: workers }, (_, index) =>
      runWorker({ from: from + index, count: share(index), step: workers }),
    ),
  )
  return outcomes.reduce((sum, one) => ({
    done: sum.done + one.done,
    acknowledged: sum.acknowledged + one.acknowledged,
    refused: sum.refused + one.refused,
    policyHeld: sum.policyHeld + one.policyHeld,
    protectedItself: sum.protectedItself + one.protectedItself,
    failed: sum.failed + one.failed,
    failures: [...sum.failures, ...one.failures],
  }))
}

function runWorker(workerData: { from: number; count: number; step: number }): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./histories-worker.ts', import.meta.url), {
      workerData,
      execArgv: ['--conditions=react-server'],
    })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => code !== 0 && reject(new Error(`a worker ended with ${code}`)))
  })
}
