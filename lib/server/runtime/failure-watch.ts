import type { SourceHealth } from '../../domain/fleet-state.ts'
import { clipText } from '../../format/clip-text.ts'
import type { Clock } from '../clock/clock.ts'

/** A failure that did not come again for this long is over. */
const RECENT_MS = 60_000
/** Different failures that are remembered; the one that came least lately is forgotten. */
const MAX_REMEMBERED = 32
/** As much as the state may say of one source. */
const MAX_ERROR_CHARS = 600

export type FailureWatch = {
  /** Takes what went wrong behind the back of a call. */
  onError(error: unknown): void
  /** @param problems sentences that hold now, before what failed lately */
  health(problems?: readonly string[]): SourceHealth
}

/**
 * How a part of this server is, from what failed there lately. Each failure is logged when it begins, and not again while it
 * lasts, also where several take turns.
 * @param source `headline` names it where only a few words fit
 */
export function createFailureWatch(
  source: { id: string; headline: string },
  clock: Pick<Clock, 'now'>,
  log: (text: string) => void = console.error,
): FailureWatch {
  const failures = new Map<string, { at: number; since: number }>()
  const isRecent = ({ at }: { at: number }) => clock.now() - at < RECENT_MS
  return {
    onError(error) {
      const text = error instanceof Error ? error.message : String(error)
      const now = clock.now()
      const known = failures.get(text)
      const again = known !== undefined && isRecent(known)
      if (!again) log(`stormdeck: ${text}`)
      failures.delete(text)
      failures.set(text, { at: now, since: again ? known.since : now })
      for (const [oldest] of failures) if (failures.size > MAX_REMEMBERED) failures.delete(oldest)
    },
    health(problems = []) {
      // In the order in which they began, so that two that take turns do not swap places each second.
      const recent = [...failures]
        .filter(([, failure]) => isRecent(failure))
        .sort(([, a], [, b]) => a.since - b.since)
      const error = clipText([...problems, ...recent.map(([text]) => text)].join(' '), MAX_ERROR_CHARS)
      const base = { id: source.id, kind: 'store' as const, since: recent[0]?.[1].since ?? null }
      return error === ''
        ? { ...base, status: 'ok', error: null, headline: null }
        : { ...base, status: 'failing', error, headline: source.headline }
    },
  }
}
