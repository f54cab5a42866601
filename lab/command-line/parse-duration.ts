const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `500ms`, `60s`, `2m`, `1h` → ms; a bare number is seconds; `null` when it is none of these. */
export function parseDuration(written: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(written.trim())
  if (!match?.[1]) return null
  return Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? 1_000)
}
