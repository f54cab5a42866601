import { queryOptions } from '@tanstack/react-query'
import { sparklinesShape } from '../../contract/sparklines.ts'
import { apiRequest } from '../api-request.ts'

/** The small lines of every node, asked once; the live feed continues them. */
export const sparklinesQuery = queryOptions({
  queryKey: ['sparklines'],
  queryFn: ({ signal }) => apiRequest(sparklinesShape, '/api/history/sparklines', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})
