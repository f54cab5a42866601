import { parse, type Shape } from '@stormdeck/protocol'
import type { ApiError } from '../../contract/api-error.ts'
import { clipText } from '../../format/clip-text.ts'
import { API_STATUS, ApiFailure } from './api-failure.ts'

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** An answer that nobody keeps. */
export function jsonResponse(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: HEADERS })
}

/**
 * An answer of a shape. Outside production it is parsed by that shape first, as its reader will: what is too long for the wire
 * fails where it is made.
 */
export function shapedResponse<T>(shape: Shape<T>, body: T): Response {
  if (process.env.NODE_ENV !== 'production') {
    const parsed = parse(shape, body)
    if (!parsed.ok) throw new Error(`an answer does not fit its own shape: ${parsed.error}`)
  }
  return jsonResponse(body)
}

export function textResponse(body: string, contentType = 'text/plain; charset=utf-8'): Response {
  return new Response(body, { headers: { ...HEADERS, 'content-type': contentType } })
}

/** The one place where an error becomes an answer. What is not ours is logged, and not told. */
export function errorResponse(error: unknown, log: (error: unknown) => void = logError): Response {
  if (error instanceof ApiFailure) {
    const body: ApiError = { error: error.error, message: clipText(error.message, 600) }
    return jsonResponse(body, API_STATUS[error.error])
  }
  log(error)
  const message = 'The dashboard failed at this. Its log says why; trying again may help.'
  return jsonResponse({ error: 'internal', message } satisfies ApiError, API_STATUS.internal)
}

const logError = (error: unknown) => console.error('stormdeck: a request failed:', error)
