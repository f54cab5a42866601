import { fillingText, rateText } from '../saturation/node-problems.ts'
import type { ScopeTotals } from './scope-totals.ts'

/** Beyond this the rates of ten seconds say nothing about the end. */
const SOON_MS = 3_600_000

/**
 * "full in 6 min", "descriptors run out in 45 s"; "would fill in 1 min at this rate" where that is no reason for an alarm, so
 * that it does not contradict the verdict (ADR 8); empty when nothing is full within the hour. It is one node that fills
 * first: among several, it is named.
 */
export function fillsSoon({ timeToFull, nodes }: Pick<ScopeTotals, 'timeToFull' | 'nodes'>): string {
  const { timeToFullMs, node, status } = timeToFull
  if (timeToFullMs === null || timeToFullMs > SOON_MS) return ''
  const text = status === 'normal' ? rateText(timeToFull) : fillingText(timeToFull)
  const pool = text.startsWith('pool ')
  const what = text.replace(/^pool /, '')
  if (nodes === 1 || node === null) return what
  return pool ? `${node} ${what}` : `${node}: ${what}`
}
