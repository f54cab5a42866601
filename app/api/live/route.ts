import { ApiFailure } from '@/lib/server/http/api-failure.ts'
import { handleRead } from '@/lib/server/http/handle.ts'
import { textResponse } from '@/lib/server/http/json-response.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** The live feed as server-sent events; `?once=1`: one full message as JSON, for pollers. */
export const GET = handleRead(async request => {
  const { live } = await runtime()
  if (new URL(request.url).searchParams.get('once') === '1') {
    const message = live.once()
    if (message === null)
      throw new ApiFailure('unavailable', 'The dashboard has just started; ask again in a second.')
    return textResponse(message, 'application/json')
  }
  const stream = live.open(request.signal)
  if (stream === null)
    throw new ApiFailure(
      'unavailable',
      'This dashboard has as many viewers as it serves. Close another tab, or ask with ?once=1.',
    )
  return new Response(stream, { headers: STREAM_HEADERS })
})

/** Of its own: Next would answer with the stream of `GET`, which nobody reads and nobody ends. */
export const HEAD = handleRead(() => new Response(null, { headers: STREAM_HEADERS }))
