import type { SourceHealth } from '../../domain/fleet-state.ts'
import type { Clock } from '../clock/clock.ts'

/** A failure that did not come again for this long is over. */
const RECENT_MS = 60_000

export type StoreWatch = {
  /** Takes what went wrong behind the back of a call. */
  onError(error: unknown): void
  health(problems: readonly string[]): SourceHealth
}

/** How the store is, from what failed lately and what the audit says. Each new failure is logged once. */
export function createStoreWatch(
  clock: Pick<Clock, 'now'>,
  log: (text: string) => void = console.error,
): StoreWatch {
  let failure: { text: string; at: number; since: number } | null = null
  return {
    onError(error) {
      const text = error instanceof Error ? error.message : String(error)
      const now = clock.now()
      const again = failure !== null && failure.text === text && now - failure.at < RECENT_MS
      if (!again) log(`stormdeck: ${text}`)
      failure = { text, at: now, since: again ? (failure?.since ?? now) : now }
    },
    health(problems) {
      const recent = failure !== null && clock.now() - failure.at < RECENT_MS ? failure : null
      const error = [...problems, ...(recent === null ? [] : [recent.text])].join(' ')
      const base = { id: 'store', kind: 'store' as const, since: recent?.since ?? null }
      return error === ''
        ? { ...base, status: 'ok', error: null, headline: null }
        : { ...base, status: 'failing', error, headline: 'history store failing' }
    },
  }
}
