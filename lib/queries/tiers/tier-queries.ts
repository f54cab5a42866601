import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { auditPageShape } from '../../contract/audit.ts'
import { leaseHistoryShape, policyAnswerShape } from '../../contract/tier-order.ts'
import { apiRequest } from '../api-request.ts'

/** Orders of the last seven days, running or ended, as they stand at a revision of the store. */
export const leaseHistoryQuery = (revision: number) =>
  queryOptions({
    queryKey: ['tiers', 'history', revision] as const,
    queryFn: ({ signal }) => apiRequest(leaseHistoryShape, '/api/tiers', { signal }),
    placeholderData: keepPreviousData,
  })

/** The mode of the policy, and what it would have done in a recorded storm. */
export const policyQuery = (storm: string | null) =>
  queryOptions({
    queryKey: ['tiers', 'policy', storm] as const,
    queryFn: ({ signal }) =>
      apiRequest(
        policyAnswerShape,
        `/api/tiers/policy${storm === null ? '' : `?storm=${encodeURIComponent(storm)}`}`,
        {
          signal,
        },
      ),
  })

const PAGE = 50

const VERIFIED_EVERY_MS = 60_000

/**
 * The audit trail, newest first, page by page, asked for again every minute: lines come without an order too (refusals,
 * sources). Only the first page verifies the whole chain.
 */
export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  refetchInterval: VERIFIED_EVERY_MS,
  initialPageParam: null as number | null,
  queryFn: ({ pageParam, signal }) => {
    const from = pageParam === null ? 'verify=1' : `before=${pageParam}`
    return apiRequest(auditPageShape, `/api/audit?limit=${PAGE}&${from}`, { signal })
  },
  getNextPageParam: page => page.olderBefore,
})

/** Where the whole trail can be had as a table. */
export const AUDIT_CSV_PATH = '/api/audit.csv'
