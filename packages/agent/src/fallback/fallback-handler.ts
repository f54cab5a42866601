import type { IncomingMessage, ServerResponse } from 'node:http'
import { FALLBACK_PATHS, RETRY_AFTER_FULL_S } from '@stormdeck/protocol'
import type { Admission, Newcomer } from '../admission.ts'
import type { Core } from '../core.ts'
import { greetingFrame, helloFrame } from '../hello.ts'
import { guarded, openAnswer, sendRefusal } from './answers.ts'
import { Hint } from './hint.ts'
import type { PollSessions } from './poll-sessions.ts'
import { StreamPeer } from './stream-peer.ts'

export type FallbackHandler = (req: IncomingMessage, res: ServerResponse) => boolean

/**
 * What stands in for a socket at tiers 3 to 5, on the application's own HTTP server. Answers true when the request
 * was one of {@link FALLBACK_PATHS}, so that the application leaves it alone; false also when the agent was taken out.
 */
export function createFallbackHandler(
  core: Core,
  admission: Admission,
  polls: PollSessions,
  origins: readonly string[] | '*' | null,
): FallbackHandler {
  const hint = new Hint(core)
  const answers: Record<string, (req: IncomingMessage, res: ServerResponse) => void> = {
    [FALLBACK_PATHS.hint]: (_req, res) => hint.give(res),
    [FALLBACK_PATHS.events]: (req, res) => startStream(core, admission, req, res),
    [FALLBACK_PATHS.poll]: (req, res) => polls.ask('poll', req, res),
    [FALLBACK_PATHS.snapshot]: (req, res) => polls.ask('snapshot', req, res),
  }
  return (req, res) => {
    if (core.detached) return false
    const path = (req.url ?? '').split('?', 1)[0] ?? ''
    const answer = Object.hasOwn(answers, path) ? answers[path] : undefined
    if (!answer) return false
    guarded(core, res, () => {
      openAnswer(req, res, origins)
      if (req.method === 'GET') answer(req, res)
      else res.writeHead(req.method === 'OPTIONS' ? 204 : 405, { allow: 'GET, OPTIONS' }).end()
    })
    return true
  }
}

function startStream(core: Core, admission: Admission, req: IncomingMessage, res: ServerResponse): void {
  admission.request(req, 'events', ({ reason, newcomer }) => {
    guarded(core, res, () => {
      if (reason !== null) sendRefusal(res, reason, RETRY_AFTER_FULL_S * 1_000, greetingFrame(core))
      else openStream(core, admission, newcomer, req, res)
    })
  })
}

/** The application may have answered or let go of the request while it waited. */
function openStream(
  core: Core,
  admission: Admission,
  newcomer: Newcomer,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  if (res.headersSent || res.destroyed) return
  // A connection that has carried a stream is not kept: a server that closes would wait for it.
  if (req.httpVersionMajor === 1) res.setHeader('connection', 'close')
  res.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
  const session = admission.sessionFor(newcomer, 'events', new StreamPeer(res, core.totals))
  session.announced = true
  core.opened(session)
  res.once('close', () => core.closed(session, 'client'))
  session.peer.deliver(helloFrame(core, session))
  core.publisher.begin(session, newcomer.introduction.cursor)
}
