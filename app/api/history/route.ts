import { formatScope } from '@stormdeck/protocol'
import { type History, historyShape, PANELS, RANGES } from '@/lib/contract/history.ts'
import { choiceParam } from '@/lib/server/http/choice-param.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { shapedResponse } from '@/lib/server/http/json-response.ts'
import { numberParam } from '@/lib/server/http/number-param.ts'
import { scopeParam } from '@/lib/server/http/scope-param.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** The past of one panel for one scope. A viewer chooses panel, scope, range and end, and never a query. */
export const GET = handleRead(async request => {
  const { history, clock } = await runtime()
  const panel = choiceParam(request, 'panel', PANELS, 'pool')
  const range = choiceParam(request, 'range', RANGES, '15m')
  const scope = scopeParam(request)
  const now = Math.round(clock.now())
  const endAt = Math.min(numberParam(request, 'end', now), now)
  const answer: History = { ...(await history({ panel, scope, range, endAt })), scope: formatScope(scope) }
  return shapedResponse(historyShape, answer)
})
