import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { CONTROL_PATHS } from '@stormdeck/protocol'
import type { ControlOptions } from '../options.ts'

export type Refusal = { status: number; message: string }

/**
 * Looks at every request before it is routed. A Host that is not known is refused, since a page in a browser on the
 * same machine could reach the listener under a name of its own (DNS rebinding). Credentials of reading and ordering
 * differ, so that what only watches cannot order.
 */
export function createGuard(options: ControlOptions): (req: IncomingMessage) => Refusal | null {
  const host = (options.host ?? '127.0.0.1').toLowerCase()
  const known = new Set([
    'localhost',
    '127.0.0.1',
    '::1',
    host,
    ...(options.hosts ?? []).map(name => name.toLowerCase()),
  ])
  const tokens = {
    reading: digestOf(options.readToken),
    ordering: digestOf(options.writeToken),
  }
  return req => {
    if (!known.has(hostName(req.headers.host ?? ''))) {
      return { status: 421, message: 'this Host name is not known here; add it to control.hosts' }
    }
    // Browsers say where a request comes from; no page has business here.
    if (CROSS_SITE.has(req.headers['sec-fetch-site'] ?? '')) {
      return { status: 403, message: 'a page of another site may not ask an agent' }
    }
    if (req.url === CONTROL_PATHS.health) return null
    const doing = req.method === 'GET' ? 'reading' : 'ordering'
    const token = tokens[doing]
    if (token === null || bears(req, token)) return null
    const name = doing === 'reading' ? 'read' : 'write'
    return { status: 401, message: `${doing} needs the ${name} token: Authorization: Bearer …` }
  }
}

const CROSS_SITE: ReadonlySet<string | string[]> = new Set(['cross-site', 'same-site'])

function bears(req: IncomingMessage, token: Buffer): boolean {
  const [scheme, given] = (req.headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' && !!given && timingSafeEqual(digest(given), token)
}

const digestOf = (token: string | undefined) => (token === undefined ? null : digest(token))

/** `ws-1:9601` and `[::1]:9601` without their port. */
function hostName(header: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(header)
  return (bracketed?.[1] ?? header.split(':')[0] ?? '').toLowerCase()
}

/** Of equal length whatever was given, as the comparison needs it. */
const digest = (text: string) => createHash('sha256').update(text).digest()
