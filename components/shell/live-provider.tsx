'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { ShownTimes } from '@/components/ui/shown-times.ts'
import { serverClock } from '@/lib/queries/clock/server-clock.ts'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { joinFeed } from '@/lib/queries/live/join-feed.ts'
import { createQueryClient, liveQuery } from '@/lib/queries/live/live-query.ts'
import { createTrailBook, noteTrails } from '@/lib/queries/live/trail-book.ts'
import { Trails } from '@/lib/queries/live/trails.ts'

/** The query cache of a tab, kept up to date by the live feed of this browser. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient)
  const [trails] = useState(createTrailBook)
  const times = useTimes()
  useEffect(
    () =>
      joinFeed(state => {
        if (state.picture !== null) noteTrails(trails, state.picture.state)
        if (state.picture !== null && state.heardAt !== null)
          serverClock.note(state.picture.state.at, state.heardAt.wallMs)
        client.setQueryData(liveQuery.queryKey, state)
      }),
    [client, trails],
  )
  return (
    <QueryClientProvider client={client}>
      <ShownTimes value={times}>
        <Trails value={trails}>{children}</Trails>
      </ShownTimes>
    </QueryClientProvider>
  )
}
