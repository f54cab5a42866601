import { parse, type Shape } from '@stormdeck/protocol'
import { type ApiError, apiErrorShape } from '../contract/api-error.ts'

const DEADLINE_MS = 10_000

/** Reads are repeated by their query. */
const UNANSWERED = 'The Stormdeck server did not answer. It is asked again.'
/** What was written may have been accepted all the same, and is never sent twice. */
const UNSURE = 'No answer from the server. Nothing is sent again; look at Tiers before ordering again.'

const isWrite = ({ method = 'GET' }: RequestInit) => method !== 'GET'

/** Why a request to our own server failed, as a sentence a person can act on. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly kind: ApiError['error'] | 'unreachable'

  constructor(kind: RequestError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/**
 * One request to our own API, parsed. Every failure becomes a {@link RequestError}: network, deadline, refusal,
 * or an answer that is not what was agreed.
 */
export async function apiRequest<T>(shape: Shape<T>, path: string, init: RequestInit = {}): Promise<T> {
  const signals = [AbortSignal.timeout(DEADLINE_MS), ...(init.signal ? [init.signal] : [])]
  const answer = await fetch(path, { ...init, signal: AbortSignal.any(signals) }).catch(error => {
    if (init.signal?.aborted) throw error
    throw new RequestError('unreachable', isWrite(init) ? UNSURE : UNANSWERED)
  })
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) {
    const refusal = parse(apiErrorShape, body)
    if (refusal.ok) throw new RequestError(refusal.value.error, refusal.value.message)
    throw new RequestError('internal', `The Stormdeck server answered ${answer.status}. Its log says why.`)
  }
  const parsed = parse(shape, body)
  if (parsed.ok) return parsed.value
  throw new RequestError(
    'internal',
    `The server sent something unexpected (${parsed.error}). Reload this page.`,
  )
}

/** A sentence for any error that reached a screen. */
export function errorSentence(error: unknown): string {
  return error instanceof RequestError ? error.message : 'Something failed in this page. Reload it.'
}
