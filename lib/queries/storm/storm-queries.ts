import { queryOptions } from '@tanstack/react-query'
import { stormDetailShape, stormListShape } from '../../contract/storm-detail.ts'
import { apiRequest } from '../api-request.ts'

/** Storms of the last 30 days, newest first. */
export const stormsQuery = queryOptions({
  queryKey: ['storms'],
  queryFn: ({ signal }) => apiRequest(stormListShape, '/api/storms', { signal }),
})

/** One storm with its recording. */
export const stormQuery = (id: string) =>
  queryOptions({
    queryKey: ['storms', id] as const,
    queryFn: ({ signal }) =>
      apiRequest(stormDetailShape, `/api/storms/${encodeURIComponent(id)}`, { signal }),
  })
