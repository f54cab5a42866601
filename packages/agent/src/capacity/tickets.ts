import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { parse, STORM_THRESHOLDS, type Ticket, ticketShape } from '@stormdeck/protocol'

const MAX_TICKET_CHARACTERS = 512
/** Used tickets are remembered until they end; beyond this many no other counts, since it could be used twice. */
const MAX_REMEMBERED = 100_000
/** Returns that count as planned in a second of a node that does not know what it can accept, as for draining. */
const PLANNED_UNMEASURED = STORM_THRESHOLDS.sustainedPerSecond / 2

export type IssuedTicket = { ticket: string; opensInMs: number; spanMs: number }

/**
 * Promises to return at a planned time, under the key of the group (protocol.md). Valid on any node of the group,
 * once per node (of a cluster: per worker), to the client it was given to. In one second no more count as planned than the node can accept; the
 * surplus are attempts, so that no number of tickets hides a storm.
 */
export class Tickets {
  readonly #group: string
  readonly #key: Buffer
  readonly #wall: () => number
  readonly #remembered: number
  readonly #used = new Map<string, number>()
  #second = 0
  #redeemed = 0
  /** Workers of a cluster, each with what is used of its own: together they pass no more than one would. */
  workers = 1

  /** @param remembered used tickets that are kept at most */
  constructor(group: string, key: string | Buffer, wall: () => number, remembered = MAX_REMEMBERED) {
    this.#remembered = remembered
    this.#group = group
    this.#key = Buffer.from(key)
    this.#wall = wall
  }

  /**
   * @param session the random bits that the client drew for itself
   * @param opensInMs from now; the bearer may come within `spanMs` after that
   */
  issue(session: string, opensInMs: number, spanMs: number): IssuedTicket {
    const notBefore = Math.floor(this.#wall() + opensInMs)
    const ticket: Ticket = {
      group: this.#group,
      session,
      nonce: randomBytes(9).toString('base64url'),
      notBefore,
      notAfter: Math.ceil(notBefore + spanMs),
    }
    const payload = Buffer.from(JSON.stringify(ticket)).toString('base64url')
    return { ticket: `${payload}.${this.#mac(payload).toString('base64url')}`, opensInMs, spanMs }
  }

  /**
   * True when the ticket makes its bearer planned; it is used up then.
   * @param session the bits of who brings it
   * @param perSecond what this node, or worker, can accept; `null`: not known
   */
  redeem(written: string, session: string | null, perSecond: number | null): boolean {
    const ticket = this.#read(written)
    if (!ticket || ticket.session !== session) return false
    const wallMs = this.#wall()
    if (wallMs < ticket.notBefore || wallMs > ticket.notAfter || this.#used.has(ticket.nonce)) return false
    const second = Math.floor(wallMs / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#redeemed = 0
      this.#forget(wallMs)
    }
    const most = perSecond ?? Math.max(1, Math.floor(PLANNED_UNMEASURED / this.workers))
    if (this.#used.size >= this.#remembered || this.#redeemed >= most) return false
    this.#redeemed++
    this.#used.set(ticket.nonce, ticket.notAfter)
    return true
  }

  #read(written: string): Ticket | null {
    const [payload, mac, ...rest] = written.slice(0, MAX_TICKET_CHARACTERS + 1).split('.')
    if (!payload || !mac || rest.length > 0) return null
    const given = Buffer.from(mac, 'base64url')
    const expected = this.#mac(payload)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    try {
      const ticket = parse(ticketShape, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
      return ticket.ok && ticket.value.group === this.#group ? ticket.value : null
    } catch {
      return null
    }
  }

  #mac(payload: string): Buffer {
    return createHmac('sha256', this.#key).update(`stormdeck.ticket.v1\n${payload}`).digest()
  }

  /** Those that were used first have mostly ended first; all are looked at only when there is no room left. */
  #forget(wallMs: number): void {
    const full = this.#used.size >= this.#remembered
    for (const [nonce, notAfter] of this.#used) {
      if (notAfter < wallMs) this.#used.delete(nonce)
      else if (!full) break
    }
  }
}
