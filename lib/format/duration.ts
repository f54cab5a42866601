import { formatNumber } from './number.ts'
import { isKnown, UNKNOWN } from './unknown.ts'

const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400

const joined = (big: number, bigUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${formatNumber(big)} ${bigUnit}` : `${formatNumber(big)} ${bigUnit} ${small} ${smallUnit}`

/** A duration in at most two units, rounded down: `350 ms`, `19 s`, `4 min 19 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(durationMs: number | null): string {
  if (!isKnown(durationMs)) return UNKNOWN
  const ms = Math.max(0, durationMs)
  if (ms < 1_000) return `${Math.floor(ms)} ms`
  const s = Math.floor(ms / 1_000)
  if (s < MINUTE_S) return `${s} s`
  if (s < HOUR_S) return joined(Math.floor(s / MINUTE_S), 'min', s % MINUTE_S, 's')
  if (s < DAY_S) return joined(Math.floor(s / HOUR_S), 'h', Math.floor((s % HOUR_S) / MINUTE_S), 'min')
  return joined(Math.floor(s / DAY_S), 'd', Math.floor((s % DAY_S) / HOUR_S), 'h')
}

/** A duration in one unit, rounded down, since it says how long is left: `45 s`, `6 min`, `3 h`, `2 d`. */
export function formatRoughly(durationMs: number | null): string {
  if (!isKnown(durationMs)) return UNKNOWN
  const s = Math.max(0, Math.floor(durationMs / 1_000))
  if (s < MINUTE_S) return `${s} s`
  if (s < HOUR_S) return `${Math.floor(s / MINUTE_S)} min`
  return s < DAY_S ? `${Math.floor(s / HOUR_S)} h` : `${formatNumber(Math.floor(s / DAY_S))} d`
}

/** A countdown, rounded up so that 0:00 means over: `11:29`, `1:02:05`. */
export function formatCountdown(remainingMs: number | null): string {
  if (!isKnown(remainingMs)) return UNKNOWN
  const s = Math.max(0, Math.ceil(remainingMs / 1_000))
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor((s % HOUR_S) / MINUTE_S)
  if (s < HOUR_S) return `${minutes}:${two(s % MINUTE_S)}`
  return `${Math.floor(s / HOUR_S)}:${two(minutes)}:${two(s % MINUTE_S)}`
}
