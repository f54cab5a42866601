import { formatClockWithUtc, formatDayTime, formatTime, type TimeZone } from './clock.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

/** Moments (epoch ms) in one zone, always with UTC beside them; `—` for `null`. */
export type Times = {
  zone: TimeZone
  /** `14:03:22 UTC`; elsewhere `16:03:22 (14:03:22 UTC)`. */
  clock(at: number | null): string
  /** `9 Nov 23:04 UTC`; elsewhere `10 Nov 01:04 (23:04 UTC)`. */
  day(at: number | null): string
}

/** Writers of moments in a zone. */
export function timesIn(zone: TimeZone): Times {
  return {
    zone,
    clock: at => formatClockWithUtc(at, zone),
    day: at => {
      if (!isKnown(at)) return UNKNOWN
      if (zone === 'UTC') return `${formatDayTime(at)} UTC`
      return `${formatDayTime(at, zone)} (${formatTime(at)} UTC)`
    },
  }
}
