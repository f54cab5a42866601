import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { visitorHeaders } from '../../fleet/visitor-address.ts'
import { runPart } from '../../process/run-part.ts'
import { Pacer } from '../../storm/pacer.ts'
import { FAST_HOLD_MS, type SlowPlan } from './slow-plan.ts'

const TICK_MS = 10
const REPORT_EVERY_MS = 250
/** Who has no socket is cut off at once; a server that is merely slow gets the time it needs. */
const PATIENCE_MS = 10_000
const MAX_OPEN = 8_000

export type SlowCounts = {
  slow: number
  /** Slow sockets open now. */
  held: number
  fast: number
  answered: number
  /** Quick clients that were turned away, cut off or not answered within 10 s. */
  failed: number
  /** From connect to the answer, of quick clients, ms; the last 500. */
  answerMs: number[]
}
export type SlowOrder = { kind: 'start'; url: string; plan: SlowPlan }
export type SlowReport = { kind: 'ready' } | { kind: 'counts'; counts: SlowCounts }

const counts: SlowCounts = { slow: 0, held: 0, fast: 0, answered: 0, failed: 0, answerMs: [] }

/** Sends its request a header at a time and never comes to an end, as a phone on a bad line does. */
function slowClient(url: URL, holdMs: number): void {
  if (counts.held >= MAX_OPEN) return
  counts.slow++
  counts.held++
  const socket = connect(Number(url.port), url.hostname, () => {
    socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\n`)
  })
  const trickle = setInterval(() => socket.write('X-More: to come\r\n'), 1_000)
  const end = setTimeout(() => socket.destroy(), holdMs)
  socket.on('error', () => {})
  socket.on('close', () => {
    counts.held--
    clearInterval(trickle)
    clearTimeout(end)
  })
  socket.resume()
}

function fastClient(url: URL): void {
  const startedAt = performance.now()
  const headers = visitorHeaders('quick', counts.fast++)
  const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: PATIENCE_MS, headers })
  let answered = false
  socket.on('open', () => {
    answered = true
    counts.answered++
    counts.answerMs = [...counts.answerMs.slice(-499), performance.now() - startedAt]
    setTimeout(() => socket.close(1000), FAST_HOLD_MS)
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    if (!answered) counts.failed++
  })
}

runPart<SlowReport, SlowOrder>(({ url, plan }, side) => {
  const target = new URL(url)
  const pacer = new Pacer(plan.clientsPerSecond, performance.now())
  const pace = setInterval(() => {
    for (let due = pacer.due(performance.now()); due > 0; due--) {
      if (Math.random() < plan.slowRatio) slowClient(target, plan.slowHoldMs)
      else fastClient(target)
    }
  }, TICK_MS)
  setTimeout(() => clearInterval(pace), plan.forMs)
  setInterval(() => side.report({ kind: 'counts', counts }), REPORT_EVERY_MS)
  side.report({ kind: 'ready' })
})
