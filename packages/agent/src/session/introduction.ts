import type { IncomingMessage } from 'node:http'
import {
  ANNOUNCE_PARAMETER,
  ANNOUNCE_VALUE,
  CLIENT_VERSION_PARAMETER,
  CURSOR_PARAMETER,
  RECONNECT_PARAMETER,
  SESSION_PARAMETER,
  SUBPROTOCOL,
  TICKET_PARAMETER,
  TOPICS_PARAMETER,
  withoutControls,
} from '@stormdeck/protocol'

/** What a client says of itself in its request. Nothing of it is believed beyond what it can harm: itself. */
export type Introduction = {
  /** Speaks the client protocol. */
  announced: boolean
  version: string | null
  reconnect: boolean
  ticket: string | null
  cursor: string | null
  session: string | null
  topics: ReadonlySet<string> | null
}

/** Of a client that says nothing: everything the agent adds stays invisible to it. */
const STRANGER: Introduction = {
  announced: false,
  version: null,
  reconnect: false,
  ticket: null,
  cursor: null,
  session: null,
  topics: null,
}

const MAX_TOPICS = 32

/** The parameters of the protocol in a query. */
export const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  ANNOUNCE_PARAMETER,
  CLIENT_VERSION_PARAMETER,
  RECONNECT_PARAMETER,
  TICKET_PARAMETER,
  CURSOR_PARAMETER,
  SESSION_PARAMETER,
  TOPICS_PARAMETER,
])

/** One of them at its place; its name is spelled without escapes by whoever speaks the protocol. */
const OURS = new RegExp(`[?&](?:${[...OWN_PARAMETERS].join('|')})=`)

/** Reads the query and the offered subprotocols. A query without a parameter of ours is not taken apart. */
export function introductionOf(req: IncomingMessage): Introduction {
  const url = req.url ?? ''
  const offered = req.headers['sec-websocket-protocol']
  const bySubprotocol = offered?.split(',').some(name => name.trim() === SUBPROTOCOL) ?? false
  const query = url.indexOf('?')
  if (query < 0 || !OURS.test(url)) return bySubprotocol ? { ...STRANGER, announced: true } : STRANGER
  const parameters = new URLSearchParams(url.slice(query + 1))
  const session = parameters.get(SESSION_PARAMETER)
  return {
    announced: bySubprotocol || parameters.get(ANNOUNCE_PARAMETER) === ANNOUNCE_VALUE,
    version: withoutControls(parameters.get(CLIENT_VERSION_PARAMETER)?.slice(0, 32) ?? '') || null,
    reconnect: parameters.get(RECONNECT_PARAMETER) === '1',
    ticket: parameters.get(TICKET_PARAMETER),
    cursor: parameters.get(CURSOR_PARAMETER),
    session: session !== null && /^[0-9a-f]{32}$/.test(session) ? session : null,
    topics: topicsOf(parameters.get(TOPICS_PARAMETER)),
  }
}

function topicsOf(value: string | null): ReadonlySet<string> | null {
  if (!value) return null
  return new Set(value.split(',', MAX_TOPICS).filter(topic => topic.length > 0 && topic.length <= 64))
}
