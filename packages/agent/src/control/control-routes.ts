import { CONTROL_PATHS } from '@stormdeck/protocol'
import type { Metrics } from '../metrics/metrics.ts'
import { hostLimits } from '../observe/host-limits.ts'
import { buildStatus } from '../status/build-status.ts'
import { topClients } from '../status/clients-status.ts'
import type { LongPoll } from '../status/long-poll.ts'
import type { StatusSources } from '../status/status-sources.ts'
import { type ControlRoute, type ControlRoutes, refuse, sendJson } from './control-server.ts'
import { readJsonBody } from './read-body.ts'

/** The calls of the collector (protocol.md). */
export function controlRoutes(sources: StatusSources, metrics: Metrics, longPoll: LongPoll): ControlRoutes {
  const { core } = sources
  return {
    [`GET ${CONTROL_PATHS.health}`]: (_req, res) => sendJson(res, 200, { ok: true }),
    [`GET ${CONTROL_PATHS.status}`]: statusRoute(sources, longPoll),
    [`GET ${CONTROL_PATHS.limits}`]: (_req, res) => sendJson(res, 200, hostLimits(sources.descriptors)),
    [`GET ${CONTROL_PATHS.clients}`]: (_req, res, url) => {
      const top = Number(url.searchParams.get('top') ?? 20)
      sendJson(res, 200, topClients(core, Math.min(Math.max(Math.floor(top) || 20, 1), 100), core.now()))
    },
    [`GET ${CONTROL_PATHS.metrics}`]: async (_req, res) => {
      const text = await metrics.text()
      res.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' })
      res.end(text)
    },
    [`PUT ${CONTROL_PATHS.tier}`]: async (req, res) => {
      const { status, body } = core.tier.put(await readJsonBody(req))
      sendJson(res, status, body)
    },
  }
}

function statusRoute(sources: StatusSources, longPoll: LongPoll): ControlRoute {
  const { core } = sources
  return (req, res, url) => {
    if (longPoll.full) {
      refuse(res, 429, 'at most 8 readers at once')
      return
    }
    const [boot, bucket] = (url.searchParams.get('since') ?? '').split('.')
    const from = boot === core.boot ? Number(bucket) || 0 : 0
    const wait = Number(url.searchParams.get('wait')) || 0
    const nowMs = core.now()
    const leave = longPoll.hold(req.socket, wait, nowMs, core.attempts.burst.holds(nowMs), () => {
      sendJson(res, 200, buildStatus(sources, from))
    })
    res.once('close', leave)
  }
}
