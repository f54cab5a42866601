import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { CONTROL_PATHS } from '@stormdeck/protocol'
import type { ControlOptions } from '../options.ts'

export type Refusal = { status: number; message: string }

/**
 * Looks at every request before it is routed. A Host that is not known is refused, since a page in a browser on the
 * same machine could reach the listener under a name of its own (DNS rebinding).
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
  const token = options.readToken === undefined ? null : digest(options.readToken)
  return req => {
    if (!known.has(hostName(req.headers.host ?? ''))) {
      return { status: 421, message: 'this Host name is not known here; add it to control.hosts' }
    }
    if (token === null || req.method !== 'GET' || req.url === CONTROL_PATHS.health) return null
    const [scheme, given] = (req.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() === 'bearer' && given && timingSafeEqual(digest(given), token)) return null
    return { status: 401, message: 'reading needs the read token: Authorization: Bearer …' }
  }
}

/** `ws-1:9601` and `[::1]:9601` without their port. */
function hostName(header: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(header)
  return (bracketed?.[1] ?? header.split(':')[0] ?? '').toLowerCase()
}

/** Of equal length whatever was given, as the comparison needs it. */
const digest = (text: string) => createHash('sha256').update(text).digest()
