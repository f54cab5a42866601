/** Less than the time after which a page asks again, so that each gets something new. */
const SHARED_FOR_MS = 2_500
/** More than the pages that are open at once; the oldest is let go. */
const MAX_SHARED = 256

/**
 * Answers everybody who asks about the same id with one reading: one that is under way, or is at most 2.5 s old. What is
 * asked then does not depend on how many people look (architecture rule 4). A reading that failed is not shared on.
 * @param monoMs monotonic clock
 */
export function shareById<T>(
  read: (id: string) => Promise<T>,
  monoMs: () => number,
): (id: string) => Promise<T> {
  const shared = new Map<string, { answer: Promise<T>; answeredAt: number | null }>()
  return id => {
    const known = shared.get(id)
    if (known && (known.answeredAt === null || monoMs() - known.answeredAt < SHARED_FOR_MS))
      return known.answer
    const made = { answer: read(id), answeredAt: null as number | null }
    shared.delete(id)
    shared.set(id, made)
    for (const [oldest] of shared) if (shared.size > MAX_SHARED) shared.delete(oldest)
    made.answer.then(
      () => {
        made.answeredAt = monoMs()
      },
      () => {
        if (shared.get(id) === made) shared.delete(id)
      },
    )
    return made.answer
  }
}
