import { type PolicyAnswer, policyChangeShape } from '@/lib/contract/tier-order.ts'
import { ApiFailure } from '@/lib/server/http/api-failure.ts'
import { handleRead, handleWrite } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { readBody } from '@/lib/server/http/read-body.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'
import { BROWSER_OPERATOR } from '@/lib/server/tiers/actor.ts'

export const dynamic = 'force-dynamic'

const MAX_STORMS = 50

/** The mode of the policy; `?storm=ID`: what it would have done in that recorded storm. */
export const GET = handleRead(async request => {
  const { tiers, store } = await runtime()
  const storm = new URL(request.url).searchParams.get('storm')
  const moves = storm === null ? null : await tiers.dryRun(storm)
  if (storm !== null && moves === null)
    throw new ApiFailure('not-found', 'There is no recording of this storm.')
  const answer: PolicyAnswer = {
    mode: tiers.policyMode(),
    recordedStorms: await store.storms.recorded('policy', MAX_STORMS),
    dryRun: storm === null || moves === null ? null : { storm, moves: moves.slice(0, 1_000) },
  }
  return jsonResponse(answer)
})

export const POST = handleWrite(async request => {
  const change = await readBody(request, policyChangeShape)
  const { tiers } = await runtime()
  await tiers.setPolicy(change, BROWSER_OPERATOR)
  return jsonResponse({ mode: tiers.policyMode() })
})
