'use client'
import { formatClock, formatClockWithUtc } from '@/lib/format/clock.ts'
import { useNow } from '@/lib/queries/clock/use-now.ts'
import { useTimeZone } from './use-time-zone.ts'

/** The time, always also in UTC. A press changes between UTC alone and the zone of this browser beside it. */
export function UtcClock() {
  const now = useNow()
  const [timeZone, toggle] = useTimeZone()
  return (
    <button
      type="button"
      onClick={toggle}
      title="Show local time beside UTC"
      className="font-mono text-small whitespace-nowrap text-ink-2"
    >
      <time suppressHydrationWarning dateTime={now === null ? undefined : new Date(now).toISOString()}>
        {now === null ? `${formatClock(null)} UTC` : formatClockWithUtc(now, timeZone)}
      </time>
    </button>
  )
}
