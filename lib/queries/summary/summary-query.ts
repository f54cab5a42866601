import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { summaryShape } from '../../contract/summary.ts'
import { apiRequest } from '../api-request.ts'
import { TAB_JITTER } from '../tab-jitter.ts'

/** Days change slowly; jittered, so that the screens of a company do not ask in the same second. */
const AGAIN_MS = 60_000

/** The last thirty days; asked again when what is going on (`situation`) changes. */
export const summaryQuery = (situation: string) =>
  queryOptions({
    queryKey: ['summary', situation] as const,
    queryFn: ({ signal }) => apiRequest(summaryShape, '/api/summary', { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS * TAB_JITTER,
  })
