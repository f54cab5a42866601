import { tierImpactShape, tierPreviewShape } from '@/lib/contract/tier-order.ts'
import { ApiFailure } from '@/lib/server/http/api-failure.ts'
import { handleWrite } from '@/lib/server/http/handle.ts'
import { shapedResponse } from '@/lib/server/http/json-response.ts'
import { readBody } from '@/lib/server/http/read-body.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** The live impact of an order that has not been given. Changes nothing. */
export const POST = handleWrite(async request => {
  const order = await readBody(request, tierPreviewShape)
  const { tiers, state } = await runtime()
  const fleet = state()
  if (fleet === null)
    throw new ApiFailure('unavailable', 'The dashboard has just started; ask again in a second.')
  return shapedResponse(tierImpactShape, tiers.preview(order, fleet))
})
