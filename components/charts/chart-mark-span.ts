import type { Mark } from '@/lib/domain/mark.ts'

/**
 * The part of a mark within [from, to]; `null` when it lies outside. `began`: its beginning is within, so a line with
 * its name is drawn there. A mark of the future (a lease's end) stops at `to`.
 */
export function chartMarkSpan(
  mark: Pick<Mark, 'from' | 'to'>,
  from: number,
  to: number,
): { from: number; to: number; began: boolean } | null {
  const end = Math.min(mark.to ?? to, to)
  if (mark.from > to || end < from) return null
  return { from: Math.max(mark.from, from), to: end, began: mark.from >= from }
}
