import type { ApiError } from '../../contract/api-error.ts'
import { API_STATUS, ApiFailure } from './api-failure.ts'

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** An answer that nobody keeps. */
export function jsonResponse(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: HEADERS })
}

export function textResponse(body: string, contentType = 'text/plain; charset=utf-8'): Response {
  return new Response(body, { headers: { ...HEADERS, 'content-type': contentType } })
}

/** The one place where an error becomes an answer. What is not ours is logged, and not told. */
export function errorResponse(error: unknown, log: (error: unknown) => void = logError): Response {
  if (error instanceof ApiFailure) {
    const body: ApiError = { error: error.error, message: error.message.slice(0, 600) }
    return jsonResponse(body, API_STATUS[error.error])
  }
  log(error)
  const message = 'The dashboard failed at this. Its log says why; trying again may help.'
  return jsonResponse({ error: 'internal', message } satisfies ApiError, API_STATUS.internal)
}

const logError = (error: unknown) => console.error('stormdeck: a request failed:', error)
