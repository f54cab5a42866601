/** Rounding once, where a reading is made: all viewers, texts and patches then agree, and noise does not travel. */
export const tenth = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10) / 10
export const thousandth = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 1_000) / 1_000

/** Rounds to a multiple of `step`. */
export const toStep = (value: number | null, step: number): number | null =>
  value === null ? null : Math.round(value / step) * step

/** The key with the largest count; `null` when all are zero. */
export function topKey<K extends string>(counts: Partial<Record<K, number>>): K | null {
  let top: K | null = null
  let most = 0
  for (const key of Object.keys(counts) as K[]) {
    const count = counts[key] ?? 0
    if (count > most) {
      most = count
      top = key
    }
  }
  return top
}

/** What was counted between two readings of counters that only rise; a restart counts from zero. */
export function sinceThen<K extends string>(
  then: Partial<Record<K, number>>,
  now: Partial<Record<K, number>>,
): Partial<Record<K, number>> {
  const grown = (Object.keys(now) as K[]).map(key => {
    const count = now[key] ?? 0
    const before = then[key] ?? 0
    return [key, count >= before ? count - before : count] as const
  })
  return Object.fromEntries(grown) as Partial<Record<K, number>>
}

/** Two clocks never agree to the millisecond: the same moment told again keeps its first date. */
export function steadyInstant(
  previous: number | null,
  told: number | null,
  toleranceMs = 2_000,
): number | null {
  if (told === null) return null
  return previous !== null && Math.abs(previous - told) <= toleranceMs ? previous : Math.round(told)
}
