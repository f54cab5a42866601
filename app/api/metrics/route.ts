import { handleRead } from '@/lib/server/http/handle.ts'
import { textResponse } from '@/lib/server/http/json-response.ts'
import { ownMetrics } from '@/lib/server/runtime/own-metrics.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** The dashboard's own metrics for Prometheus. */
export const GET = handleRead(async () => {
  const registry = ownMetrics(await runtime())
  return textResponse(await registry.metrics(), registry.contentType)
})
