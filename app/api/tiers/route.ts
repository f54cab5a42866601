import { leaseHistoryShape } from '@/lib/contract/tier-order.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { shapedResponse } from '@/lib/server/http/json-response.ts'
import { numberParam } from '@/lib/server/http/number-param.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

const WEEK_MS = 7 * 24 * 3_600_000

/** Leases that touched [from, to], newest first. */
export const GET = handleRead(async request => {
  const { tiers } = await runtime()
  const to = numberParam(request, 'to', Date.now())
  const from = numberParam(request, 'from', to - WEEK_MS)
  const leases = await tiers.history({ from, to, limit: 500 })
  return shapedResponse(leaseHistoryShape, { leases })
})
