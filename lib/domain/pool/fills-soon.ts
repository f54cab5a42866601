import { fillingText } from '../saturation/node-problems.ts'
import type { ScopeTotals } from './scope-totals.ts'

/** Beyond this the rates of ten seconds say nothing about the end. */
const SOON_MS = 3_600_000

/** "full in 6 min", "descriptors run out in 45 s"; empty when nothing is full within the hour. */
export function fillsSoon(filling: ScopeTotals['timeToFull']): string {
  const { timeToFullMs } = filling
  if (timeToFullMs === null || timeToFullMs > SOON_MS) return ''
  return fillingText(filling).replace(/^pool /, '')
}
