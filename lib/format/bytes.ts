import { formatNumber } from './number.ts'
import { type Quantity, quantityText } from './quantity.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** Three digits at most, and never more precision than a person reads: 7.8, 45, 190. */
const decimalsFor = (value: number, unit: number) => (unit === 0 || value >= 9.95 ? 0 : 1)

/** Bytes in decimal units (1 KB = 1,000 B, as F1 counts): 190,000 → `190` `KB`; 7,800,000,000 → `7.8` `GB`. */
export function bytesOf(bytes: number | null): Quantity {
  if (!isKnown(bytes)) return { number: UNKNOWN, unit: '' }
  let unit = 0
  let value = bytes
  // 999.5 would be written as 1,000 of the smaller unit.
  while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  return { number: formatNumber(value, decimalsFor(Math.abs(value), unit)), unit: UNITS[unit] ?? 'B' }
}

/** {@link bytesOf} as one text: `190 KB`. */
export function formatBytes(bytes: number | null): string {
  return quantityText(bytesOf(bytes))
}
