const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000 }

/** `90s`, `15m`, `2h`, `1h30m` in ms; `null` when it is not a length of time. */
export function parseDuration(written: string): number | null {
  if (!/^(\d+[smhd])+$/.test(written)) return null
  let ms = 0
  for (const [, count, unit] of written.matchAll(/(\d+)([smhd])/g))
    ms += Number(count) * (UNITS[unit ?? ''] ?? 0)
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null
}
