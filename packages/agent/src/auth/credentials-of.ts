import type { IncomingMessage } from 'node:http'
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX, tokenFrom } from '@stormdeck/protocol'
import { OWN_PARAMETERS } from '../session/introduction.ts'

/**
 * What tells one bearer from another where the application does not say (`tokenOf`): all that an `authenticate` usually
 * looks at. The cookie alone would not do: a balancer may give everybody the same one, and a page of another site sends
 * its visitor's. `null` where neither token, Authorization nor cookie came: a query, which may be the same for
 * everybody, does not say who somebody is.
 * @param ignored parameters of the transport, which say nothing of who it is and differ between two requests
 */
export function credentialsOf(
  req: Pick<IncomingMessage, 'headers' | 'url'>,
  ignored: ReadonlySet<string> = OWN_PARAMETERS,
): string | null {
  const { authorization, cookie, 'sec-websocket-protocol': subprotocols } = req.headers
  const bearer = tokenFrom({ authorization })
  const spoken = bearer === null ? tokenFrom({ 'sec-websocket-protocol': subprotocols }) : null
  if (!(authorization || spoken || cookie)) return null
  return JSON.stringify([
    bearer ?? spoken,
    bearer === null ? authorization : null,
    cookie,
    originOf(req),
    otherSubprotocols(subprotocols, spoken !== null),
    queryWithout(req.url ?? '', ignored),
  ])
}

/** Fetch names no origin to its own, a WebSocket does: a client that goes from one to the other stays the same bearer. */
function originOf({ headers }: Pick<IncomingMessage, 'headers'>): string | null {
  if (headers.origin !== undefined) return headers.origin
  // Browsers send Sec-Fetch-Site over TLS, and on loopback, where it only costs one more question.
  return headers['sec-fetch-site'] === 'same-origin' ? `https://${headers.host}` : null
}

/** @param spoken the first that carries a token is known already */
function otherSubprotocols(header: string | undefined, spoken: boolean): string[] {
  if (header === undefined) return []
  const names = header.split(',').map(name => name.trim())
  const token = spoken ? names.findIndex(name => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX)) : -1
  return names.filter((name, n) => n !== token && name !== SUBPROTOCOL)
}

function queryWithout(url: string, ignored: ReadonlySet<string>): string {
  const start = url.indexOf('?')
  if (start < 0) return ''
  const parameters = url.slice(start + 1).split('&')
  return parameters.filter(parameter => !ignored.has(parameter.split('=', 1)[0] ?? '')).join('&')
}
