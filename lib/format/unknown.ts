/** How a value that is not known is written. Never 0, never an empty string. */
export const UNKNOWN = '—'

/** True for a number that can be written; `null`, NaN and the infinities cannot. */
export function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
