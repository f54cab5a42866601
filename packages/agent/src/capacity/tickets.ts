import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { parse, type Ticket, ticketShape } from '@stormdeck/protocol'

const MAX_TICKET_CHARACTERS = 512
/** Used tickets are remembered until they end; beyond this many the oldest is forgotten. */
const MAX_REMEMBERED = 100_000

export type IssuedTicket = { ticket: string; opensInMs: number; spanMs: number }

/**
 * Promises to return at a planned time, under the key of the group (protocol.md). Valid on any node of the group,
 * once per node. In one second no more count as planned than the node can accept; the surplus are attempts.
 */
export class Tickets {
  readonly #group: string
  readonly #key: Buffer
  readonly #wall: () => number
  readonly #used = new Map<string, number>()
  #second = 0
  #redeemed = 0

  constructor(group: string, key: string | Buffer, wall: () => number) {
    this.#group = group
    this.#key = Buffer.from(key)
    this.#wall = wall
  }

  /** @param opensInMs from now; the bearer may come within `spanMs` after that */
  issue(session: string, opensInMs: number, spanMs: number): IssuedTicket {
    const notBefore = Math.floor(this.#wall() + opensInMs)
    const ticket: Ticket = {
      group: this.#group,
      session: session.slice(0, 64),
      nonce: randomBytes(9).toString('base64url'),
      notBefore,
      notAfter: Math.ceil(notBefore + spanMs),
    }
    const payload = Buffer.from(JSON.stringify(ticket)).toString('base64url')
    return { ticket: `${payload}.${this.#mac(payload).toString('base64url')}`, opensInMs, spanMs }
  }

  /** True when the ticket makes its bearer planned; it is used up then. */
  redeem(written: string, perSecond: number | null): boolean {
    const ticket = this.#read(written)
    const wallMs = this.#wall()
    if (!ticket || wallMs < ticket.notBefore || wallMs > ticket.notAfter || this.#used.has(ticket.nonce))
      return false
    const second = Math.floor(wallMs / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#redeemed = 0
      this.#forget(wallMs)
    }
    if (perSecond !== null && this.#redeemed >= perSecond) return false
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

  #forget(wallMs: number): void {
    for (const [nonce, notAfter] of this.#used) {
      if (notAfter >= wallMs && this.#used.size <= MAX_REMEMBERED) break
      this.#used.delete(nonce)
    }
  }
}
