import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { Identity } from '../options.ts'
import type { Totals } from '../totals.ts'
import { type Breaker, createBreaker, FAILURES_TO_OPEN, OPEN_FOR_MS } from './breakers.ts'
import { credentialsOf } from './credentials-of.ts'

/** F25. */
export const CACHED_TOKENS = 10_000
export const CACHED_FOR_MS = 300_000

const OPENED =
  `stormdeck: authenticate failed ${FAILURES_TO_OPEN} times in a row. Until it answers, whoever is not remembered is ` +
  `refused as unavailable; it is tried again every ${OPEN_FOR_MS / 1_000} s. A bad token is no failure: ` +
  'answer null for it, or throw an error whose status is 401 or 403'

export type AuthGateParts = {
  authenticate: (req: IncomingMessage) => Promise<Identity | null>
  /** What tells one bearer from another; `null`: nothing that could be cached. Absent: {@link credentialsOf}. */
  tokenOf?: (req: IncomingMessage) => string | null
  totals: Totals
  now: () => number
  onError: (error: unknown) => void
}

/**
 * The application's own authentication, behind a cache and a circuit breaker (F25, F26). A token that was accepted
 * within 300 s is not asked about again when its bearer comes back; a client that says it is new always is.
 */
export class AuthGate {
  inFlight = 0
  readonly breaker: Breaker
  readonly #parts: AuthGateParts
  readonly #accepted: LRUCache<string, Identity>

  constructor(parts: AuthGateParts) {
    this.#parts = parts
    this.breaker = createBreaker(() => parts.onError(new Error(OPENED)))
    this.#accepted = new LRUCache({
      max: CACHED_TOKENS,
      ttl: CACHED_FOR_MS,
      perf: { now: parts.now },
      // Every look at the clock is exact; the library would otherwise keep one for a timer's length.
      ttlResolution: 0,
    })
  }

  /**
   * Who it is, or `null` for nobody: also for an answer that is no identity, which is reported. Rejects when the
   * application's authentication failed or its breaker is open.
   * @param isNew the client says that it has not been here before
   */
  async identify(req: IncomingMessage, isNew: boolean): Promise<Identity | null> {
    const { authenticate, totals } = this.#parts
    const key = this.tokenKey(req)
    const known = key === null || isNew ? undefined : this.#accepted.get(key)
    if (known) {
      totals.authCached++
      return known
    }
    this.inFlight++
    try {
      const identity = this.#checked(await this.breaker.run(() => answerOf(authenticate, req)))
      if (identity === null) totals.authFailed++
      else totals.authFull++
      if (key !== null && identity !== null) this.#accepted.set(key, identity)
      if (key !== null && identity === null) this.#accepted.delete(key)
      return identity
    } finally {
      this.inFlight--
    }
  }

  /**
   * What stands for the bearer of a request, here and for whoever has to know a bearer again. Hashed: tokens themselves
   * are not kept, and what is kept is short.
   */
  tokenKey(req: IncomingMessage): string | null {
    const { tokenOf = credentialsOf, onError } = this.#parts
    try {
      const token = tokenOf(req)
      return token ? createHash('sha256').update(token).digest('base64url') : null
    } catch (error) {
      onError(error)
      return null
    }
  }

  /** The application may not be typed: nobody is let in by `true`, an empty name or something forgotten. */
  #checked(answer: unknown): Identity | null {
    if (answer === null) return null
    if (isIdentity(answer)) return answer
    this.#parts.onError(
      new TypeError('stormdeck: authenticate must answer { session, client?, topics? } or null; refused'),
    )
    return null
  }
}

/** An error that says 401 or 403 is an answer like `null`: else bad tokens alone would open the breaker. */
async function answerOf(authenticate: AuthGateParts['authenticate'], req: IncomingMessage) {
  try {
    return await authenticate(req)
  } catch (error) {
    if (saysRefused(error)) return null
    throw error
  }
}

function saysRefused(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown }
  return [status, statusCode].some(code => code === 401 || code === 403)
}

function isIdentity(answer: unknown): answer is Identity {
  if (typeof answer !== 'object' || answer === null) return false
  const { session, client, topics } = answer as Partial<Record<keyof Identity, unknown>>
  if (typeof session !== 'string' || session === '') return false
  if (client !== undefined && typeof client !== 'string') return false
  return topics === undefined || (Array.isArray(topics) && topics.every(topic => typeof topic === 'string'))
}
