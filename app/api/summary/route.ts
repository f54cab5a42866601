import { summaryShape } from '@/lib/contract/summary.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { shapedResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'
import { readSummary } from '@/lib/server/summary/read-summary.ts'

export const dynamic = 'force-dynamic'

/** The last thirty days: service by day, and what happened. */
export const GET = handleRead(async () => {
  const { store, clock } = await runtime()
  return shapedResponse(summaryShape, await readSummary(store, Math.ceil(clock.now())))
})
