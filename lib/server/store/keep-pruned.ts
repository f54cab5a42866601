import type { Clock } from '../clock/clock.ts'
import type { Retention } from './prune.ts'
import type { Store } from './store.ts'

const EVERY_MS = 60_000

/** Removes old rows of the store once a minute, until the returned function ends it. A failure is reported and tried again. */
export function keepPruned(
  store: Pick<Store, 'prune'>,
  keep: Retention,
  clock: Pick<Clock, 'now'>,
  onError: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => void store.prune(clock.now(), keep).catch(onError), EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
