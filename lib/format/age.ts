import { formatRoughly } from './duration.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

/** Age of a sample, rounded up (a sample is never younger than it says): `0.3 s`, `9 s`, `4 min`. */
export function formatAge(ageMs: number | null): string {
  if (!isKnown(ageMs)) return UNKNOWN
  const tenths = Math.ceil(Math.max(0, ageMs) / 100)
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`
  return formatRoughly(Math.ceil(ageMs / 1_000) * 1_000)
}
