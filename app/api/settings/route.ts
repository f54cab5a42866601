import { settingsOf } from '@/lib/server/config/settings-of.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** What the configuration file says, as the server runs it. Nothing of it can be changed from here. */
export const GET = handleRead(async () => jsonResponse(settingsOf((await runtime()).loaded)))
