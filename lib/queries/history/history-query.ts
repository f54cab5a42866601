import { formatScope, type Scope } from '@stormdeck/protocol'
import { queryOptions } from '@tanstack/react-query'
import { historyShape, type Panel, type Range } from '../../contract/history.ts'
import { apiRequest } from '../api-request.ts'
import { TAB_JITTER } from '../tab-jitter.ts'

export type HistoryQuestion = {
  panel: Panel
  scope: Scope
  range: Range
  /** End of the range, epoch ms; `null`: now. */
  end: number | null
}

/** The past of one panel. What comes after is appended from the live feed, so it is asked for once, where it comes from our own seconds. */
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
    refetchInterval: ({ state }) =>
      state.error !== null || (state.data?.problem ?? null) !== null
        ? PROBLEM_AGAIN_MS * TAB_JITTER
        : state.data?.source === 'prometheus' && question.end === null
          ? SCRAPED_AGAIN_MS * TAB_JITTER
          : false,
  })

/** What could not be had is asked for again. */
const PROBLEM_AGAIN_MS = 30_000
/** What Prometheus knows of nodes without agents is not on the live feed second by second. */
const SCRAPED_AGAIN_MS = 60_000
