import { ApiFailure } from './api-failure.ts'

/**
 * One of the listed words from the query of a request.
 * @throws {ApiFailure} bad-request with the words that are known
 */
export function choiceParam<const T extends readonly string[]>(
  request: Request,
  name: string,
  known: T,
  fallback: T[number],
): T[number] {
  const written = new URL(request.url).searchParams.get(name) ?? fallback
  const choice = known.find(word => word === written)
  if (choice === undefined) throw new ApiFailure('bad-request', `${name} must be one of ${known.join(', ')}.`)
  return choice
}
