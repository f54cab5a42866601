import { notifyManager, QueryClient, queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { type LiveState, NOTHING_YET } from './live-state.ts'

/** The cache entry that the live feed writes. Nothing fetches it. */
export const liveQuery = queryOptions<LiveState>({
  queryKey: ['live'],
  queryFn: skipToken,
  initialData: NOTHING_YET,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  // Comparing a thousand nodes field by field each second would cost more than drawing those that show.
  structuralSharing: false,
})

/** A part of the live state; the component draws again only when that part changes. */
export function useLive<T>(select: (live: LiveState) => T): T {
  const { data } = useQuery({ ...liveQuery, select })
  // `initialData` means that there is always some; the type of a skipped query does not know.
  return data as T
}

/** A client for one tab. Requests retry with jitter and stop asking while the tab is hidden. */
export function createQueryClient(): QueryClient {
  // The default waits for a timer before it tells components; an early frame of a storm should not.
  notifyManager.setScheduler(queueMicrotask)
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: 2,
        retryDelay: attempt => Math.min(1_000 * 1.5 ** attempt, 30_000) + Math.random() * 1_000,
        refetchOnWindowFocus: false,
        staleTime: 30_000,
      },
    },
  })
}
