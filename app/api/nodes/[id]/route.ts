import { readNodeDetail } from '@/lib/server/fleet/read-node-detail.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** Everything one node says of itself. */
export const GET = handleRead(async (_request, { id = '' }) =>
  jsonResponse(await readNodeDetail(await runtime(), id)),
)
