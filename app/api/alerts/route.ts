import { handleRead } from '@/lib/server/http/handle.ts'
import { jsonResponse } from '@/lib/server/http/json-response.ts'
import { alertNodes, receivedAlerts, receiveWebhook } from '@/lib/server/notify/webhook-receiver.ts'
import { runtime } from '@/lib/server/runtime/runtime.ts'

export const dynamic = 'force-dynamic'

/** Alerts that Alertmanager sent us; `?node=ID` for those of one node. */
export const GET = handleRead(async request => {
  const { state, collector, prometheus, clock } = await runtime()
  const nodes = alertNodes(state()?.nodes ?? [], collector.nodes(), prometheus?.nodes.instances())
  const node = new URL(request.url).searchParams.get('node')
  return jsonResponse(receivedAlerts().list(nodes, node, clock.now()))
})

/** The webhook receiver of Alertmanager; it guards itself, since Alertmanager cannot send our header. */
export const POST = handleRead(async request => {
  const { loaded, clock } = await runtime()
  await receiveWebhook(request, loaded.config.alertmanager, loaded.baseDir, clock.now())
  return jsonResponse({ taken: true })
})
