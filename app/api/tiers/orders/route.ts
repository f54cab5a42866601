import { orderAnswerShape, tierOrderShape } from '@/lib/contract/tier-order.ts'
import { handleWrite } from '@/lib/server/http/handle.ts'
import { shapedResponse } from '@/lib/server/http/json-response.ts'
import { readBody } from '@/lib/server/http/read-body.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'
import { BROWSER_OPERATOR } from '@/lib/server/tiers/actor.ts'

export const dynamic = 'force-dynamic'

export const POST = handleWrite(async request => {
  const order = await readBody(request, tierOrderShape)
  const { tiers } = await runtime()
  return shapedResponse(orderAnswerShape, await tiers.order(order, BROWSER_OPERATOR))
})
