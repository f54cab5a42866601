import { formatClock, formatShortDay, formatTime, type TimeZone } from './clock.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

const DAY_MS = 24 * 3_600_000

/** Time of day with seconds, with its day when that is not today: `14:03:22`, `21 Nov 14:03:22`. */
export function formatMoment(
  epochMs: number | null,
  nowMs: number | null,
  timeZone: TimeZone = 'UTC',
): string {
  if (!isKnown(epochMs)) return UNKNOWN
  return `${dayUnlessToday(epochMs, nowMs, timeZone)}${formatClock(epochMs, timeZone)}`
}

/** The same to the minute: `14:03`, `21 Nov 14:03`. */
export function formatMomentTime(
  epochMs: number | null,
  nowMs: number | null,
  timeZone: TimeZone = 'UTC',
): string {
  if (!isKnown(epochMs)) return UNKNOWN
  return `${dayUnlessToday(epochMs, nowMs, timeZone)}${formatTime(epochMs, timeZone)}`
}

/** `21 Nov ` before a time of another day than now in that zone, and where now is not known. */
function dayUnlessToday(epochMs: number, nowMs: number | null, timeZone: TimeZone): string {
  const day = formatShortDay(epochMs, timeZone)
  const today =
    nowMs !== null && Math.abs(nowMs - epochMs) < DAY_MS && formatShortDay(nowMs, timeZone) === day
  return today ? '' : `${day} `
}
