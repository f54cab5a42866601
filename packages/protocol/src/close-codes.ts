/** WebSocket close codes as Stormdeck uses them (protocol.md; RFC 6455 section 7.4 and the IANA registry). */
export const CLOSE = {
  /** Done. A client stays away until its user asks. */
  normal: 1000,
  /** Against policy (F21). A client stops and says why. */
  policy: 1008,
  /** One message was larger than allowed. A client stops sending it. */
  tooLarge: 1009,
  /** The server restarts; the window and the ticket say when to return. */
  restart: 1012,
  /** Try later; the window and the ticket say when. */
  tryLater: 1013,
  /** Never sent: what a browser reports when it was told nothing. */
  abnormal: 1006,
} as const

/** Why an attempt was turned away. One label value each; the set never grows with load. */
export const REJECT_REASONS = [
  'node-full',
  'per-client',
  'per-address',
  'tier',
  'auth-failed',
  'auth-unavailable',
  'queue-full',
  'early-poll',
  'bad-request',
  'paused',
] as const
export type RejectReason = (typeof REJECT_REASONS)[number]

/** Why a session ended. */
export const CLOSE_REASONS = [
  'client',
  'abnormal',
  'zombie',
  'idle',
  'replaced',
  'policy',
  'too-large',
  'drained',
  'shutdown',
  'error',
] as const
export type CloseReason = (typeof CLOSE_REASONS)[number]
