import { withoutControls } from '@stormdeck/protocol'
import type { OutboundFailure } from '../outbound/outbound-error.ts'

/** Why an agent could not be read, as a sentence for people. */
export class AgentReadError extends Error {
  override readonly name = 'AgentReadError'
  /** It answered, and not with a status: asking again will not help by itself. */
  readonly refused: boolean

  constructor(sentence: string, refused: boolean) {
    super(withoutControls(sentence).slice(0, 400))
    this.refused = refused
  }
}

const CODES: Record<string, string> = {
  ECONNREFUSED:
    'refuses connections; is the server running, is this its control.port, and does control.host name this address?',
  ECONNRESET: 'closed the connection; it may be restarting or out of descriptors',
  EPIPE: 'closed the connection; it may be restarting or out of descriptors',
  EHOSTUNREACH: 'cannot be reached from here; check the network and firewalls',
  ENETUNREACH: 'cannot be reached from here; check the network and firewalls',
  EMFILE: 'could not be called: this dashboard has no file descriptor left; raise its limit',
}

/** Sentence, and whether the agent refused, for a call that gave no answer. */
export function failureSentence(failure: OutboundFailure, url: string): [string, boolean] {
  switch (failure.kind) {
    case 'no-address':
      return [`${failure.host} does not resolve; check the agent's url`, false]
    case 'forbidden-address':
      return [`${failure.host} resolves to ${failure.address}, which is not called: ${failure.why}`, true]
    case 'tls':
      return [`${url} has a certificate that is not trusted (${failure.code}); set its caFile`, true]
    case 'deadline':
      return [`${url} did not answer within ${failure.deadlineMs} ms; it may be stopped or overloaded`, false]
    case 'too-large':
      return [`${url} answers with more than ${failure.maxBytes / 1024} KiB; the rest was not read`, true]
    case 'redirect':
      return [`${url} redirects (${failure.status}); put the agent's own address into url`, true]
    case 'unreachable':
      return [`${url} ${CODES[failure.code] ?? `cannot be reached (${failure.code})`}`, false]
  }
}

/** Sentence for an answer that is not a status. */
export function answeredSentence(status: number, url: string): string {
  if (status === 401 || status === 403)
    return `${url} does not accept our read token (${status}); check readTokenFile and the agent's readToken`
  if (status === 429) return `${url} has as many readers as it serves (429); stop another dashboard`
  if (status === 404) return `${url} answers, and not as a Stormdeck agent (404); check the port`
  return `${url} answers with ${status}; look at the server's log`
}
