import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { incidentListShape, incidentShape } from '../../contract/incident-detail.ts'
import { apiRequest } from '../api-request.ts'
import { TAB_JITTER } from '../tab-jitter.ts'

/** Incidents of the last 30 days, newest first; asked again when the `open` ones of the live feed change. */
export const incidentsQuery = (open: string) =>
  queryOptions({
    queryKey: ['incidents', 'list', open] as const,
    queryFn: ({ signal }) => apiRequest(incidentListShape, '/api/incidents', { signal }),
    placeholderData: keepPreviousData,
  })

/** An open incident changes while it is read. */
const AGAIN_MS = 5_000

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', id] as const,
    queryFn: ({ signal }) =>
      apiRequest(incidentShape, `/api/incidents/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: query => (query.state.data?.closedAt === null ? AGAIN_MS * TAB_JITTER : false),
  })

/** The incident as text to paste where it is worked on. */
export const incidentMarkdownPath = (id: string) => `/api/incidents/${encodeURIComponent(id)}?format=markdown`
