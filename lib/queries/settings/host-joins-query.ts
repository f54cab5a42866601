import { queryOptions } from '@tanstack/react-query'
import { hostJoinsShape } from '../../contract/host-joins.ts'
import { apiRequest } from '../api-request.ts'
import { TAB_JITTER } from '../tab-jitter.ts'

/** Exporters appear when Prometheus has scraped them once: as often as most are scraped is soon enough. */
const AGAIN_MS = 15_000

/** Which exporter stands for the machine under each node, or why none does. */
export const hostJoinsQuery = queryOptions({
  queryKey: ['settings', 'hosts'] as const,
  queryFn: ({ signal }) => apiRequest(hostJoinsShape, '/api/settings/hosts', { signal }),
  refetchInterval: AGAIN_MS * TAB_JITTER,
})
