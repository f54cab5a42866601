import type { StormList } from '@/lib/contract/storm-detail.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { numberParam } from '@/lib/server/http/number-param.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

const DAYS_30_MS = 30 * 24 * 3_600_000

/** Storms that were running at any time in [from, to], newest first. */
export const GET = handleRead(async request => {
  const { store, clock } = await runtime()
  const to = numberParam(request, 'to', Math.ceil(clock.now()))
  const from = numberParam(request, 'from', Math.max(0, to - DAYS_30_MS))
  const limit = Math.min(numberParam(request, 'limit', 200), 500)
  return jsonResponse({ storms: await store.storms.read({ from, to, limit }) } satisfies StormList)
})
