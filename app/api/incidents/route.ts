import type { IncidentList } from '@/lib/contract/incident-detail.ts'
import { storedAsIncident } from '@/lib/server/fleet/incident-book.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { numberParam } from '@/lib/server/http/number-param.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

const DAYS_30_MS = 30 * 24 * 3_600_000

/** Incidents that were open at any time in [from, to], newest first, in short. */
export const GET = handleRead(async request => {
  const { store, clock } = await runtime()
  const to = numberParam(request, 'to', Math.ceil(clock.now()))
  const from = numberParam(request, 'from', Math.max(0, to - DAYS_30_MS))
  const stored = await store.incidents.read({ from, to, limit: 500 })
  const incidents = stored.map(storedAsIncident).map(incident => {
    const { id, title, pattern, severity, nodes, openedAt, closedAt } = incident
    return { id, title, pattern, severity, nodes, openedAt, closedAt }
  })
  return jsonResponse({ incidents } satisfies IncidentList)
})
