import { ApiFailure } from './api-failure.ts'

/**
 * A whole number from the query of a request, `fallback` where it is not given.
 * @throws {ApiFailure} bad-request when it is something else
 */
export function numberParam<F extends number | null>(
  request: Request,
  name: string,
  fallback: F,
): number | F {
  const written = new URL(request.url).searchParams.get(name)
  if (written === null) return fallback
  const value = Number(written)
  if (written.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new ApiFailure('bad-request', `${name} must be a whole number, and not "${written.slice(0, 40)}".`)
  return value
}
