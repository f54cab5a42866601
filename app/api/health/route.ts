import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** 200 while the dashboard judges; how its sources are is part of the answer, and no reason to restart it. */
export const GET = handleRead(async () => {
  const { state, clock, live } = await runtime()
  const now = state()
  const ageMs = now === null ? null : Math.max(0, Math.round(clock.now() - now.at))
  const alive = ageMs !== null && ageMs < 5_000
  return jsonResponse(
    {
      status: alive ? 'ok' : 'failing',
      build: now?.build ?? null,
      lastLookAgeMs: ageMs,
      nodes: now?.nodes.length ?? 0,
      fresh: now?.nodes.filter(node => node.reach === 'fresh').length ?? 0,
      viewers: live.viewers(),
      sources: now?.sources ?? [],
    },
    alive ? 200 : 503,
  )
})
