'use client'
import { StatusGlyph } from '@/components/ui/status-glyph.tsx'
import { formatDuration } from '@/lib/format/duration.ts'
import { useFeedAge } from '@/lib/queries/clock/use-feed-age.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'

/** Below this a lost link is a hiccup that nobody needs to read about. */
const WORTH_SAYING_MS = 2_500

/** Loud when this tab no longer hears the server: everything below is old from now on. */
export function LinkNotice() {
  const link = useLive(live => live.link)
  const heard = useLive(live => live.picture !== null)
  const silentMs = useFeedAge()
  if (link.status !== 'lost' || (heard && (silentMs ?? 0) < WORTH_SAYING_MS)) return null
  return (
    <div className="mx-4 mb-3 flex items-center gap-2 rounded-panel border border-warn-fill bg-warn-soft px-4 py-2 text-body text-warn">
      <StatusGlyph tone="warn" className="size-3" />
      <p>
        <span role="alert">
          <b className="font-semibold">Connection to the server lost.</b> {link.error} Reconnecting; the data
          below is out of date.
        </span>
        {/* Outside of what is read out: it changes every second. */}
        {heard && silentMs !== null && ` Last update ${formatDuration(silentMs)} ago.`}
      </p>
    </div>
  )
}
