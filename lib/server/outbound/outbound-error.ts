/** Why a call to a service of somebody else (Prometheus, Alertmanager) gave no answer. Closed: every kind has a sentence. */
export type OutboundFailure =
  | { kind: 'no-address'; host: string }
  | { kind: 'forbidden-address'; host: string; address: string; why: string }
  | { kind: 'unreachable'; code: string }
  | { kind: 'tls'; code: string }
  | { kind: 'deadline'; deadlineMs: number }
  | { kind: 'too-large'; maxBytes: number }
  | { kind: 'redirect'; status: number; location: string | null }

export class OutboundError extends Error {
  override readonly name = 'OutboundError'
  readonly failure: OutboundFailure

  constructor(failure: OutboundFailure) {
    super(failure.kind)
    this.failure = failure
  }
}
