import { ApiFailure } from '@/lib/server/http/api-failure.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { textResponse } from '@/lib/server/http/json-response.ts'
import { scopeParam } from '@/lib/server/http/scope-param.ts'
import { runtime } from '@/lib/server/runtime.ts'
import { summaryText } from '@/lib/server/summary-text.ts'

export const dynamic = 'force-dynamic'

/** The executive summary as text: the same sentence as on every screen. */
export const GET = handleRead(async request => {
  const { state, store, clock } = await runtime()
  const fleet = state()
  if (fleet === null)
    throw new ApiFailure('unavailable', 'The dashboard has just started; ask again in a second.')
  const to = Math.ceil(clock.now())
  const from = to - 30 * 24 * 3_600_000
  const storms = await store.storms.read({ from, to, limit: 500 })
  return textResponse(summaryText(fleet, scopeParam(request), storms))
})
