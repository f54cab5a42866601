/** Nodes that are remembered at most; the oldest is forgotten. */
const MAX_REMEMBERED = 4_000

/**
 * How often something may be done for one node: what one broken agent asks for again and again must not be work for all.
 * @param withinMs an event counts this long, on the monotonic clock that `nowMs` reads
 */
export function createAllowance({
  most,
  withinMs,
  nowMs,
}: {
  most: number
  withinMs: number
  nowMs: () => number
}) {
  const used = new Map<string, number[]>()
  const recent = (id: string) => (used.get(id) ?? []).filter(at => nowMs() - at < withinMs)
  return {
    left: (id: string) => most - recent(id).length > 0,
    use: (id: string) => {
      const before = recent(id)
      used.delete(id)
      used.set(id, [...before, nowMs()])
      const oldest = used.keys().next().value
      if (used.size > MAX_REMEMBERED && oldest !== undefined) used.delete(oldest)
    },
  }
}
