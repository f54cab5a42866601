'use client'
import { RELOAD_AFTER_MS, useReloadWhenServed } from '@/components/shell/use-reload-when-served.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatMoment } from '@/lib/format/moment.ts'
import { useFeedAge } from '@/lib/queries/clock/use-feed-age.ts'
import { useNow } from '@/lib/queries/clock/use-now.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'

/** A wall that hears nothing is worse than no wall: it says so over everything, in words that cannot be missed. */
const BLIND_AFTER_MS = 5_000

export function WallBlind() {
  const heardAt = useLive(live => live.heardAt?.wallMs ?? null)
  const link = useLive(live => live.link)
  const silentMs = useFeedAge()
  const now = useNow()
  useReloadWhenServed(silentMs !== null && silentMs >= RELOAD_AFTER_MS)
  if (
    now === null ||
    (silentMs !== null && silentMs < BLIND_AFTER_MS) ||
    (heardAt === null && link.status !== 'lost')
  )
    return null
  return (
    <div className="-mx-6 -mb-6 flex shrink-0 items-center gap-6 bg-crit-fill px-6 py-4 text-on-crit">
      <p role="alert" className="text-headline font-bold">
        ◆ BLIND
      </p>
      <p className="text-lead font-medium">
        {heardAt === null
          ? 'This wall has not heard from its server yet. '
          : `Nothing received for ${formatDuration(silentMs)}, since ${formatMoment(heardAt, now)} UTC. Showing the last known data. `}
        Reconnecting.
      </p>
    </div>
  )
}
