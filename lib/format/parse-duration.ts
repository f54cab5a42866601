const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000 }
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g
const WHOLE = new RegExp(`^(?:${PART.source})+$`)

/** A length of time as people write it in a terminal, in ms: `500ms`, `90s`, `1.5m`, `1h30m`, `7d`; `null` when it is none. */
export function parseDuration(written: string): number | null {
  if (!WHOLE.test(written)) return null
  let ms = 0
  for (const [, count, unit] of written.matchAll(PART)) ms += Number(count) * (UNIT_MS[unit ?? ''] ?? 0)
  return Number.isSafeInteger(Math.round(ms)) ? ms : null
}
