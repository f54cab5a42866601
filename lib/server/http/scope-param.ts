import { parseScope, type Scope } from '@stormdeck/protocol'
import { ApiFailure } from './api-failure.ts'

/**
 * A scope from the query of a request: `fleet`, `group:eu` or `node:ws-2`; the fleet where it is not given.
 * @throws {ApiFailure} bad-request when it is not one
 */
export function scopeParam(request: Request): Scope {
  const written = new URL(request.url).searchParams.get('scope') ?? 'fleet'
  const scope = parseScope(written)
  if (scope === null) throw new ApiFailure('bad-request', 'scope must be fleet, group:NAME or node:NAME.')
  return scope
}
