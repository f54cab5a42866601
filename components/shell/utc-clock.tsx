'use client'
import { formatClock } from '@/lib/format/clock.ts'
import { useNow } from '@/lib/queries/clock/use-now.ts'
import { toggleTimeZone, useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { ClockSkew } from './clock-skew.tsx'

/** The server's time, always also in UTC. A press changes every time on every screen to the zone of this browser, and back. */
export function UtcClock() {
  const now = useNow()
  const times = useTimes()
  return (
    <span className="flex items-center gap-3">
      <ClockSkew />
      <button
        type="button"
        onClick={toggleTimeZone}
        title={
          times.zone === 'UTC' ? 'Show local times beside UTC' : `Times are in ${times.zone}; show UTC only`
        }
        className="font-mono text-small whitespace-nowrap text-ink-2"
      >
        <time suppressHydrationWarning dateTime={now === null ? undefined : new Date(now).toISOString()}>
          {now === null ? `${formatClock(null)} UTC` : times.clock(now)}
        </time>
      </button>
    </span>
  )
}
