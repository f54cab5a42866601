import {
  ANNOUNCE_PARAMETER,
  ANNOUNCE_VALUE,
  CLIENT_VERSION_PARAMETER,
  CURSOR_PARAMETER,
  RECONNECT_PARAMETER,
  SESSION_PARAMETER,
  SUBPROTOCOL,
  TICKET_PARAMETER,
  TOKEN_SUBPROTOCOL_PREFIX,
  TOPICS_PARAMETER,
} from '@stormdeck/protocol'
import type { ConnectOptions } from './options.ts'

/** What a client says of itself on every call. */
export type Identity = {
  session: string
  version?: string | undefined
  topics?: readonly string[] | undefined
  announce?: ConnectOptions['announce']
  protocols?: readonly string[] | undefined
}

/** @throws TypeError where `url` is neither absolute nor resolvable against the page */
export function socketUrl(url: string | URL): URL {
  const parsed = new URL(url, globalThis.location?.href)
  parsed.protocol = parsed.protocol.replace('http', 'ws')
  parsed.hash = ''
  return parsed
}

/** 128 random bits in hex (F27). */
export function newSession(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/** The URL of one call. `path`: of a fallback, against the URL of the socket; absent: the socket itself. */
export function callUrl(
  base: URL,
  me: Identity,
  { returning, cursor }: { returning?: boolean; cursor?: string },
  ticket?: string,
  path?: string,
): string {
  const url = new URL(path ?? base, base)
  if (path) url.protocol = url.protocol.replace('ws', 'http')
  const said: Record<string, string | null | undefined | false> = {
    [ANNOUNCE_PARAMETER]: (path || me.announce === 'query') && ANNOUNCE_VALUE,
    [SESSION_PARAMETER]: me.session,
    [CLIENT_VERSION_PARAMETER]: me.version?.slice(0, 32),
    [TOPICS_PARAMETER]: me.topics?.slice(0, 32).join(),
    [RECONNECT_PARAMETER]: returning && '1',
    [CURSOR_PARAMETER]: cursor,
    [TICKET_PARAMETER]: ticket,
  }
  for (const [name, value] of Object.entries(said)) if (value) url.searchParams.set(name, value)
  return url.href
}

/** Subprotocols of a socket. Ours comes first: servers that do not choose take the first. */
export function subprotocols({ announce, protocols = [] }: Identity, token?: string | null): string[] {
  const all = announce === 'query' ? [...protocols] : [SUBPROTOCOL, ...protocols]
  if (token) all.push(TOKEN_SUBPROTOCOL_PREFIX + encodeURIComponent(token))
  return all
}
