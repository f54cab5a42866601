import { CONTROL_PATHS, STORM_THRESHOLDS } from '@stormdeck/protocol'
import type { Metrics } from '../metrics/metrics.ts'
import type { LongPoll } from '../status/long-poll.ts'
import { type ControlRoute, type ControlRoutes, refuse, sendJson } from './control-server.ts'
import type { ControlSource } from './control-source.ts'
import { readJsonBody } from './read-body.ts'

const TOP_CLIENTS = { usual: 20, most: 100 }

/** The calls of the collector (protocol.md). */
export function controlRoutes(source: ControlSource, metrics: Metrics, longPoll: LongPoll): ControlRoutes {
  return {
    [`GET ${CONTROL_PATHS.health}`]: (_req, res) => sendJson(res, 200, { ok: true }),
    [`GET ${CONTROL_PATHS.status}`]: statusRoute(source, longPoll),
    [`GET ${CONTROL_PATHS.limits}`]: (_req, res) => sendJson(res, 200, source.limits()),
    [`GET ${CONTROL_PATHS.clients}`]: (_req, res, url) => {
      const top = Math.floor(Number(url.searchParams.get('top'))) || TOP_CLIENTS.usual
      sendJson(res, 200, source.topClients(Math.min(Math.max(top, 1), TOP_CLIENTS.most)))
    },
    [`GET ${CONTROL_PATHS.metrics}`]: async (_req, res) => {
      const text = await metrics.text()
      res.writeHead(200, {
        'content-type': metrics.contentType,
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      })
      res.end(text)
    },
    [`PUT ${CONTROL_PATHS.tier}`]: async (req, res) => {
      const { status, body } = await source.put(await readJsonBody(req))
      sendJson(res, status, body)
    },
  }
}

function statusRoute(source: ControlSource, longPoll: LongPoll): ControlRoute {
  return (req, res, url) => {
    if (longPoll.full) {
      refuse(res, 429, 'at most 8 readers at once')
      return
    }
    const [boot, bucket] = (url.searchParams.get('since') ?? '').split('.')
    const from = boot === source.boot ? Number(bucket) || 0 : 0
    const wait = Number(url.searchParams.get('wait')) || 0
    const burst = Number(url.searchParams.get('burst')) || STORM_THRESHOLDS.burstAttempts
    const urgent = () => source.urgent(burst)
    const leave = longPoll.hold(req.socket, wait, source.now(), urgent, () => {
      sendJson(res, 200, source.status(from, burst))
    })
    res.once('close', leave)
  }
}
