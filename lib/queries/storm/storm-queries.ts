import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { stormDetailShape, stormListShape } from '../../contract/storm-detail.ts'
import { apiRequest } from '../api-request.ts'
import { TAB_JITTER } from '../tab-jitter.ts'

/** Storms of the last 30 days, newest first; asked again when `liveStorms` (what the live feed shows) changes. */
export const stormsQuery = (liveStorms: string) =>
  queryOptions({
    queryKey: ['storms', 'list', liveStorms] as const,
    queryFn: ({ signal }) => apiRequest(stormListShape, '/api/storms', { signal }),
    placeholderData: keepPreviousData,
  })

/** The recording of a running storm can be large, and its figures come with the live feed. */
const RUNNING_AGAIN_MS = 30_000
/** It has left the feed, and the last answer is of before that. */
const ENDED_AGAIN_MS = 5_000

/**
 * One storm with its recording, asked again until the answer says that it has ended.
 * @param inFeed whether the live feed still holds it; its end is then read soon
 */
export const stormQuery = (id: string, inFeed = true) =>
  queryOptions({
    queryKey: ['storms', id] as const,
    queryFn: ({ signal }) =>
      apiRequest(stormDetailShape, `/api/storms/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: query =>
      query.state.data?.storm.endedAt === null
        ? (inFeed ? RUNNING_AGAIN_MS : ENDED_AGAIN_MS) * TAB_JITTER
        : false,
  })
