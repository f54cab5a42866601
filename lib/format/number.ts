import { isKnown, UNKNOWN } from './unknown.ts'

const GROUP = /\B(?=(\d{3})+$)/g

/**
 * A number with a comma between thousands: `164,812`. The same on every host: no locale is asked.
 * @param decimals digits after the point, 0 to 6
 */
export function formatNumber(value: number | null, decimals = 0): string {
  if (!isKnown(value)) return UNKNOWN
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const grouped = whole.replace(GROUP, ',')
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}

/** The same with `≥` before it when the real value can only be larger (detection.md). */
export function formatAtLeast(value: number | null, lowerBound: boolean, decimals = 0): string {
  const text = formatNumber(value, decimals)
  return lowerBound && text !== UNKNOWN ? `≥ ${text}` : text
}

/** `1 node`, `4 nodes`, `— nodes`. */
export function formatCount(value: number | null, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`
}
