import { checkHost, checkRead, checkWrite } from './check-request.ts'
import { errorResponse } from './json-response.ts'

/** What a route file exports: Next calls it with the request and the parameters of its path. */
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>
/** `params` is undefined for a route without any. */
export type RouteContext = { params: Promise<Record<string, string | string[] | undefined> | undefined> }
/** The verb behind a route. */
export type Verb = (request: Request, params: Record<string, string>) => Promise<Response> | Response

/** A handler that reads: only under a name that is ours, and not for pages of another site. */
export function handleRead(verb: Verb): RouteHandler {
  return (request, context) =>
    run(request, context, verb, asked => {
      checkHost(asked)
      checkRead(asked)
    })
}

/** A handler that changes something: only for pages of ours as well. */
export function handleWrite(verb: Verb): RouteHandler {
  return (request, context) =>
    run(request, context, verb, asked => {
      checkHost(asked)
      checkWrite(asked)
    })
}

async function run(
  request: Request,
  context: RouteContext,
  verb: Verb,
  check: (request: Request) => void,
): Promise<Response> {
  try {
    check(request)
    const params = Object.entries((await context.params) ?? {}).map(([key, value]) => [key, String(value)])
    return await verb(request, Object.fromEntries(params))
  } catch (error) {
    return errorResponse(error)
  }
}
