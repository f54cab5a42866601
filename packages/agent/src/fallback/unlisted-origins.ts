import type { IncomingHttpHeaders } from 'node:http'
import type { AgentStatus } from '@stormdeck/protocol'

/** Origins named in the warning; more only make it longer. */
const NAMED = 3
const ORIGIN_CHARACTERS = 64
/** Of what a warning may say (`agentStatusShape`). */
const FIX_CHARACTERS = 240

/**
 * Pages of other origins whose sockets work, and which a browser would keep from what stands in for them at tiers 3 to 5. An
 * operator learns that now, and not from the users that an order locks out.
 */
export class UnlistedOrigins {
  readonly #listed: readonly string[] | '*'
  readonly #found = new Set<string>()

  constructor(listed: readonly string[] | '*' | null) {
    this.#listed = listed ?? []
  }

  /** Looks at the request of a session that was let in. */
  look({ origin, host, ...headers }: IncomingHttpHeaders): void {
    if (origin === undefined || this.#listed === '*' || this.#found.size >= NAMED) return
    if (this.#found.has(origin) || this.#listed.includes(origin)) return
    const forwarded = headers['x-forwarded-host']
    if (isOrigin(origin) && !isOf(origin, host) && !isOf(origin, forwarded)) this.#found.add(origin)
  }

  get warnings(): AgentStatus['warnings'] {
    if (this.#found.size === 0 || this.#listed === '*') return []
    const found = [...this.#found]
    const all = optionOf([...this.#listed, ...found].map(quoted))
    return [
      {
        id: 'fallback-origins',
        text: `Sockets come from pages of ${found[0]}, which is not in fallbackOrigins: at tiers 3 to 5 browsers keep such pages from all that stands in for a socket. List the origins that are yours.`,
        fix: all.length <= FIX_CHARACTERS ? all : optionOf(['...THOSE-LISTED', ...found.map(quoted)]),
      },
    ]
  }
}

const quoted = (origin: string) => `'${origin}'`
const optionOf = (origins: string[]) => `fallbackOrigins: [${origins.join(', ')}]`

/** What a browser sends as one; `null` and whatever somebody else made up are none. */
function isOrigin(origin: string): boolean {
  const written = origin.length <= ORIGIN_CHARACTERS && /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(origin)
  return written && URL.canParse(origin)
}

/** Whether a page of this origin comes from the server itself. Some proxies pass the name on without its port. */
function isOf(origin: string, host: string | string[] | undefined): boolean {
  if (typeof host !== 'string') return false
  const { host: withPort, hostname } = new URL(origin)
  return host.toLowerCase() === (host.includes(':') ? withPort : hostname)
}
