import { ApiFailure } from '@/lib/server/http/api-failure.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { textResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'
import { readSummary } from '@/lib/server/summary/read-summary.ts'
import { summaryText } from '@/lib/server/summary/summary-text.ts'

export const dynamic = 'force-dynamic'

/** The executive summary as text: what the page says, of the whole fleet as there. */
export const GET = handleRead(async () => {
  const { state, store, clock } = await runtime()
  const fleet = state()
  if (fleet === null)
    throw new ApiFailure('unavailable', 'The dashboard has just started; ask again in a second.')
  return textResponse(summaryText(fleet, await readSummary(store, Math.ceil(clock.now()))))
})
