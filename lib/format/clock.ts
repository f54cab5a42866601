import { isKnown, UNKNOWN } from './unknown.ts'

/** A name that Intl.DateTimeFormat knows, such as `Europe/Berlin`. */
export type TimeZone = string

type Fields = Record<'weekday' | 'day' | 'month' | 'hour' | 'minute' | 'second', string>

const EMPTY: Fields = { weekday: '', day: '', month: '', hour: '', minute: '', second: '' }

/** At most this many time zones are remembered; a page uses two. */
const MAX_FORMATTERS = 8
const formatters = new Map<TimeZone, Intl.DateTimeFormat>()

function formatterFor(timeZone: TimeZone): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const options: Intl.DateTimeFormatOptions = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
  }
  const made = new Intl.DateTimeFormat('en-GB', options)
  if (formatters.size >= MAX_FORMATTERS) formatters.clear()
  formatters.set(timeZone, made)
  return made
}

function fieldsOf(epochMs: number, timeZone: TimeZone): Fields {
  const fields: Partial<Fields> = {}
  for (const { type, value } of formatterFor(timeZone).formatToParts(epochMs)) {
    if (type in EMPTY) fields[type as keyof Fields] = value
  }
  return { ...EMPTY, ...fields }
}

/** True when the host knows the time zone. Anything else is drawn as UTC rather than not at all. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone })
    return true
  } catch {
    return false
  }
}

/** Time of day with seconds: `14:03:22`. */
export function formatClock(epochMs: number | null, timeZone: TimeZone = 'UTC'): string {
  if (!isKnown(epochMs)) return UNKNOWN
  const { hour, minute, second } = fieldsOf(epochMs, timeZone)
  return `${hour}:${minute}:${second}`
}

/** Time of day to the minute: `14:03`. */
export function formatTime(epochMs: number | null, timeZone: TimeZone = 'UTC'): string {
  return isKnown(epochMs) ? formatClock(epochMs, timeZone).slice(0, 5) : UNKNOWN
}

/** Time of day in the chosen zone with UTC beside it: `15:03:22 (14:03:22 UTC)`; in UTC `14:03:22 UTC`. */
export function formatClockWithUtc(epochMs: number | null, timeZone: TimeZone = 'UTC'): string {
  if (!isKnown(epochMs)) return UNKNOWN
  const utc = `${formatClock(epochMs)} UTC`
  return timeZone === 'UTC' ? utc : `${formatClock(epochMs, timeZone)} (${utc})`
}

/** Day and time for lists: `9 Nov 23:04`. */
export function formatDayTime(epochMs: number | null, timeZone: TimeZone = 'UTC'): string {
  if (!isKnown(epochMs)) return UNKNOWN
  return `${formatShortDay(epochMs, timeZone)} ${formatTime(epochMs, timeZone)}`
}

/** A day where there is little room: `9 Nov`. */
export function formatShortDay(epochMs: number | null, timeZone: TimeZone = 'UTC'): string {
  if (!isKnown(epochMs)) return UNKNOWN
  const { day, month } = fieldsOf(epochMs, timeZone)
  return `${day} ${month.slice(0, 3)}`
}

/** A day in full: `Saturday 21 November`. */
export function formatDay(epochMs: number | null, timeZone: TimeZone = 'UTC'): string {
  if (!isKnown(epochMs)) return UNKNOWN
  const { weekday, day, month } = fieldsOf(epochMs, timeZone)
  return `${weekday} ${day} ${month}`
}
