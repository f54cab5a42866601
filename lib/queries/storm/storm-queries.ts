import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { stormDetailShape, stormListShape } from '../../contract/storm-detail.ts'
import { apiRequest } from '../api-request.ts'

/** Storms of the last 30 days, newest first; asked again when `liveStorms` (what the live feed shows) changes. */
export const stormsQuery = (liveStorms: string) =>
  queryOptions({
    queryKey: ['storms', 'list', liveStorms] as const,
    queryFn: ({ signal }) => apiRequest(stormListShape, '/api/storms', { signal }),
    placeholderData: keepPreviousData,
  })

/** One storm with its recording. */
export const stormQuery = (id: string) =>
  queryOptions({
    queryKey: ['storms', id] as const,
    queryFn: ({ signal }) =>
      apiRequest(stormDetailShape, `/api/storms/${encodeURIComponent(id)}`, { signal }),
  })
