import type { HistoryRequest } from './history-source.ts'

/** As long as live values come every second, an answer that is a second old is the same answer. */
const SHARED_FOR_MS = 1_000
/** More questions than the panels and ranges of many screens; the oldest is let go. */
const MAX_SHARED = 256

/**
 * Answers equal questions that come within a second with one reading: after a restart every browser asks the same. A
 * reading that failed is not shared on.
 */
export function shareAnswers<T>(
  read: (request: HistoryRequest) => Promise<T>,
): (request: HistoryRequest) => Promise<T> {
  const shared = new Map<string, Promise<T>>()
  return request => {
    const endsIn = Math.floor(request.endAt / SHARED_FOR_MS)
    const key = JSON.stringify([request.panel, request.range, request.scope, endsIn])
    const known = shared.get(key)
    if (known !== undefined) return known
    const answer = read(request)
    shared.set(key, answer)
    for (const [oldest] of shared) if (shared.size > MAX_SHARED) shared.delete(oldest)
    answer.catch(() => shared.delete(key))
    return answer
  }
}
