import { formatNumber } from './number.ts'
import { type Quantity, quantityText } from './quantity.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

/** Events per second: one decimal below 10 where it says something, none above. 412.3 → `412` `/s`. */
export function rateOf(perSecond: number | null): Quantity {
  if (!isKnown(perSecond)) return { number: UNKNOWN, unit: '' }
  const small = Math.abs(perSecond) < 9.95 && !Number.isInteger(perSecond)
  return { number: formatNumber(perSecond, small ? 1 : 0), unit: '/s' }
}

/** {@link rateOf} as one text: `412/s`. */
export function formatRate(perSecond: number | null): string {
  return quantityText(rateOf(perSecond))
}
