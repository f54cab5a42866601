import type { Clock } from '../clock/clock.ts'
import type { Retention } from './prune.ts'
import type { Store } from './store.ts'

const EVERY_MS = 60_000

/**
 * Removes old rows of the store once a minute. A failure is reported, and the next minute tries again.
 * @returns ends it; resolved once nothing is being removed any more, so that the store can be closed
 */
export function keepPruned(
  store: Pick<Store, 'prune'>,
  keep: Retention,
  clock: Pick<Clock, 'now'>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let pruning = Promise.resolve()
  const timer = setInterval(() => {
    pruning = store.prune(clock.now(), keep).catch(onError)
  }, EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    return pruning
  }
}
