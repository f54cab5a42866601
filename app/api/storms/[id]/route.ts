import { readStormDetail } from '@/lib/server/fleet/read-storm-detail.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** One storm with the orders that touched it and its recorded buckets. */
export const GET = handleRead(async (_request, { id = '' }) =>
  jsonResponse(await readStormDetail(await runtime(), id)),
)
