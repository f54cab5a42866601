'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { joinFeed } from '@/lib/queries/live/join-feed.ts'
import { createQueryClient, liveQuery } from '@/lib/queries/live/live-query.ts'

/** The query cache of a tab, kept up to date by the live feed of this browser. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient)
  useEffect(() => joinFeed(state => client.setQueryData(liveQuery.queryKey, state)), [client])
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
