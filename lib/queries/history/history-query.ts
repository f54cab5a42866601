import { formatScope, type Scope } from '@stormdeck/protocol'
import { queryOptions } from '@tanstack/react-query'
import { historyShape, type Panel, type Range } from '../../contract/history.ts'
import { apiRequest } from '../api-request.ts'

export type HistoryQuestion = {
  panel: Panel
  scope: Scope
  range: Range
  /** End of the range, epoch ms; `null`: now. */
  end: number | null
}

/** The past of one panel. What comes after is appended from the live feed, so it is asked for once. */
export const historyQuery = (question: HistoryQuestion) =>
  queryOptions({
    queryKey: ['history', question] as const,
    queryFn: ({ signal }) => {
      const { panel, scope, range, end } = question
      const params = new URLSearchParams({ panel, scope: formatScope(scope), range })
      if (end !== null) params.set('end', String(end))
      return apiRequest(historyShape, `/api/history?${params}`, { signal })
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
