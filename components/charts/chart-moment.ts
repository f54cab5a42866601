import { formatDayTime, formatTime, type TimeZone } from '@/lib/format/clock.ts'
import type { Times } from '@/lib/format/times.ts'

/** From this length on the two ends of a chart can be of different days, and may have the same time of day. */
const LONG_MS = 18 * 3_600_000

/** A chart over so long a time names days beside every time. */
export const namesDays = (spanMs: number): boolean => spanMs >= LONG_MS

/** Below the axis of a chart of the past: `14:03`, over long ranges `21 Nov 14:03`. */
export function axisMoment(at: number, spanMs: number, timeZone: TimeZone = 'UTC'): string {
  return namesDays(spanMs) ? formatDayTime(at, timeZone) : formatTime(at, timeZone)
}

/** Above the values of a column: to the second, over long ranges the day and the minute. */
export function columnMoment(at: number, spanMs: number, times: Times): string {
  return namesDays(spanMs) ? times.day(at) : times.moment(at)
}
