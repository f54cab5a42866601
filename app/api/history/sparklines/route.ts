import { sparklinesOf } from '@/lib/server/history/sparklines-of.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** A small line for every row of the node table. */
export const GET = handleRead(async () => {
  const { collector, clock } = await runtime()
  return jsonResponse(sparklinesOf(collector.nodes(), clock.now()))
})
