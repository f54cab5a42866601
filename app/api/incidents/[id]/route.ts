import { incidentMarkdown } from '@/lib/domain/incident/incident-markdown.ts'
import { storedAsIncident } from '@/lib/server/fleet/incident-book.ts'
import { ApiFailure } from '@/lib/server/http/api-failure.ts'
import { choiceParam } from '@/lib/server/http/choice-param.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse, textResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** One incident whole; `?format=markdown`: as text to paste where it is worked on. */
export const GET = handleRead(async (request, { id = '' }) => {
  const { incidents, store, clock } = await runtime()
  const stored = incidents.open(id) === null ? await store.incidents.get(id) : null
  const incident = incidents.open(id) ?? (stored === null ? null : storedAsIncident(stored))
  if (incident === null)
    throw new ApiFailure('not-found', 'There is no such incident, or it is no longer kept.')
  return choiceParam(request, 'format', ['json', 'markdown'], 'json') === 'json'
    ? jsonResponse(incident)
    : textResponse(incidentMarkdown(incident, clock.now()), 'text/markdown; charset=utf-8')
})
