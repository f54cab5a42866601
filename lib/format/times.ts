import { formatClock, formatClockWithUtc, formatDayTime, formatTime, type TimeZone } from './clock.ts'
import { formatMoment } from './moment.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

/** Moments (epoch ms) in one zone, always with UTC beside them; `—` for `null`. */
export type Times = {
  zone: TimeZone
  /** `14:03:22 UTC`; elsewhere `16:03:22 (14:03:22 UTC)`. */
  clock(at: number | null): string
  /** `clock`, with its day when that is not today: `9 Nov 23:04:05 UTC`. */
  moment(at: number | null): string
  /** `9 Nov 23:04 UTC`; elsewhere `10 Nov 01:04 (23:04 UTC)`. */
  day(at: number | null): string
}

/**
 * Writers of moments in a zone.
 * @param nowMs what is today; where that is not known, every `moment` names its day
 */
export function timesIn(zone: TimeZone, nowMs: number | null = null): Times {
  return {
    zone,
    clock: at => formatClockWithUtc(at, zone),
    moment: at => {
      if (!isKnown(at)) return UNKNOWN
      const moment = formatMoment(at, nowMs, zone)
      return zone === 'UTC' ? `${moment} UTC` : `${moment} (${formatClock(at)} UTC)`
    },
    day: at => {
      if (!isKnown(at)) return UNKNOWN
      if (zone === 'UTC') return `${formatDayTime(at)} UTC`
      return `${formatDayTime(at, zone)} (${formatTime(at)} UTC)`
    },
  }
}
