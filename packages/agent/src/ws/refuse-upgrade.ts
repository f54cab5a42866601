import type { Duplex } from 'node:stream'
import { RETRY_AFTER_FULL_S, type RejectReason } from '@stormdeck/protocol'

const STATUS: Record<RejectReason, [number, string]> = {
  'node-full': [503, 'Service Unavailable'],
  'per-client': [429, 'Too Many Requests'],
  'per-address': [429, 'Too Many Requests'],
  tier: [503, 'Service Unavailable'],
  'auth-failed': [401, 'Unauthorized'],
  'auth-unavailable': [503, 'Service Unavailable'],
  'queue-full': [503, 'Service Unavailable'],
  'early-poll': [429, 'Too Many Requests'],
  'bad-request': [400, 'Bad Request'],
  paused: [503, 'Service Unavailable'],
}

/** The status a refusal is told with (F21). */
export const statusOf = (reason: RejectReason) => STATUS[reason][0]

/** Built once: a refusal in a storm writes bytes and nothing else. */
const RESPONSES = Object.fromEntries(
  Object.entries(STATUS).map(([reason, [status, text]]) => {
    const retry = status === 503 || status === 429 ? `Retry-After: ${RETRY_AFTER_FULL_S}\r\n` : ''
    const head = `HTTP/1.1 ${status} ${text}\r\nConnection: close\r\n${retry}Stormdeck-Reason: ${reason}\r\n`
    return [reason, Buffer.from(`${head}Content-Length: 0\r\n\r\n`, 'latin1')]
  }),
) as Record<RejectReason, Buffer>

/** Answers an upgrade request with an explicit refusal and lets go of the socket. */
export function refuseUpgrade(socket: Duplex, reason: RejectReason): void {
  socket.on('error', ignore)
  socket.once('finish', socket.destroy)
  socket.end(RESPONSES[reason])
}

/** The peer may be gone already; that is what a refusal is about. */
function ignore(): void {}
