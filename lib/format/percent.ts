import { formatNumber } from './number.ts'
import { type Quantity, quantityText } from './quantity.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

/** Which direction is bad news: a pool that fills is bad when high, an availability when low. */
export type BadWhen = 'high' | 'low'

/** Binary fractions end a hair beside the decimal they stand for (0.29 × 100 = 28.999…); this much is forgiven. */
const HAIR = 1e-9

/** Rounds towards the bad news, so that 69.99 % of a pool is drawn as 70 % and 99.96 % of service as 99.9 %. */
export function roundToBad(value: number, badWhen: BadWhen, decimals = 0): number {
  const scale = 10 ** decimals
  const rounded = badWhen === 'high' ? Math.ceil(value * scale - HAIR) : Math.floor(value * scale + HAIR)
  return rounded / scale + 0
}

/** A ratio as percent, never rounded towards good news: 0.8241 → `82.5` `%` when high is bad. */
export function percentOf(ratio: number | null, badWhen: BadWhen = 'high', decimals = 0): Quantity {
  if (!isKnown(ratio)) return { number: UNKNOWN, unit: '' }
  return { number: formatNumber(roundToBad(ratio * 100, badWhen, decimals), decimals), unit: '%' }
}

/** {@link percentOf} as one text: `83 %`. */
export function formatPercent(ratio: number | null, badWhen: BadWhen = 'high', decimals = 0): string {
  return quantityText(percentOf(ratio, badWhen, decimals))
}
