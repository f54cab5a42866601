import { readHostJoins } from '@/lib/server/fleet/read-host-joins.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** Which exporter stands for the machine under each node, or why none does. */
export const GET = handleRead(async () => jsonResponse(await readHostJoins(await runtime())))
