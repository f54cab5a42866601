import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RejectReason } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import { statusOf } from '../ws/refuse-upgrade.ts'

/**
 * Headers of every answer. No cache may keep one, and nobody on the way may compress one: it would hold a stream back. Where
 * a page of another origin may ask, that is named, with its cookies only where it is listed by name.
 */
export function openAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  origins: readonly string[] | '*' | null,
): void {
  res.setHeader('cache-control', 'no-store, no-transform')
  res.setHeader('x-content-type-options', 'nosniff')
  if (origins === null) return
  const varies = res.getHeader('vary')
  res.setHeader('vary', varies === undefined ? 'origin' : `${varies}, origin`)
  const { origin } = req.headers
  if (origin === undefined || (origins !== '*' && !origins.includes(origin))) return
  res.setHeader('access-control-allow-origin', origins === '*' ? '*' : origin)
  if (origins !== '*') res.setHeader('access-control-allow-credentials', 'true')
  res.setHeader('access-control-allow-headers', 'authorization')
  res.setHeader('access-control-expose-headers', 'retry-after')
  res.setHeader('access-control-max-age', '600')
}

/** A JSON list of frames (protocol: fallback.ts). */
export function sendFrames(res: ServerResponse, status: number, frames: readonly string[]): void {
  if (res.headersSent || res.destroyed) return
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(`[${frames.join(',')}]`)
}

/** Runs what answers a request, at once or later. Its errors are the agent's own and never the host's. */
export function guarded(core: Core, res: ServerResponse, answer: () => void): void {
  try {
    answer()
  } catch (error) {
    core.failed(error)
    if (!res.headersSent && !res.destroyed) res.writeHead(500)
    res.end()
  }
}

/** A refusal with frames, so that a refused client learns the tier and the window. */
export function sendRefusal(
  res: ServerResponse,
  reason: RejectReason,
  retryAfterMs: number,
  frame: string,
): void {
  if (res.headersSent || res.destroyed) return
  const status = reason === 'tier' ? 409 : statusOf(reason)
  if (status === 429 || status === 503)
    res.setHeader('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1_000)))
  sendFrames(res, status, status === 401 ? [] : [frame])
}
