import { auditPageShape, MAX_AUDIT_PAGE } from '@/lib/contract/audit.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { shapedResponse } from '@/lib/server/http/json-response.ts'
import { numberParam } from '@/lib/server/http/number-param.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** A page of the audit, newest first; `?verify=1` walks the whole chain first. */
export const GET = handleRead(async request => {
  const { audit } = await runtime()
  const limit = numberParam(request, 'limit', MAX_AUDIT_PAGE)
  const before = numberParam(request, 'before', null)
  const verify = new URL(request.url).searchParams.get('verify') === '1'
  return shapedResponse(auditPageShape, await audit.page({ limit, before, verify }))
})
