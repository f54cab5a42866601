import type { ApiError } from '../../contract/api-error.ts'

/** Everything an API call can fail at, with the HTTP status that carries it. The words travel in `message`. */
export const API_STATUS: Record<ApiError['error'], number> = {
  'bad-request': 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unsafe: 422,
  unsupported: 422,
  internal: 500,
  unavailable: 503,
}

/** Thrown by a verb that cannot be carried out; the mapper makes the answer from it. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly error: ApiError['error']

  /** @param message what failed, and what to do */
  constructor(error: ApiError['error'], message: string) {
    super(message)
    this.error = error
  }
}
