import { auditCsvStream } from '@/lib/server/audit/audit-csv.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { numberParam } from '@/lib/server/http/number-param.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

const MAX_LINES = 10_000

/** The newest lines as CSV; `?before=SEQ` for those before. */
export const GET = handleRead(async request => {
  const { store } = await runtime()
  const beforeSeq = numberParam(request, 'before', null)
  return new Response(await auditCsvStream(store.audit, { beforeSeq, most: MAX_LINES }), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="stormdeck-audit.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
})
