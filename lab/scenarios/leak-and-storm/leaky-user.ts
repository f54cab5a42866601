import {
  BACKOFF,
  backoffMs,
  CLIENT_VERSION_PARAMETER,
  RECONNECT_PARAMETER,
  SUBPROTOCOL,
} from '@stormdeck/protocol'
import { WebSocket } from 'ws'
import { visitorHeaders } from '../../fleet/visitor-address.ts'
import type { Fault } from './faults.ts'

/** What people and their pages do by themselves, however well the page was written. */
export type Habits = {
  /** How long a user stays on a page. */
  navigateEveryMs: number
  /** How often a page makes sure of its connection. */
  heartbeatEveryMs: number
}

const HANDSHAKE_TIMEOUT_MS = 10_000

export type UserCounts = {
  open: number
  /** Attempts that came from a lost connection. */
  retries: number
  refused: number
  lost: number
}

type Page = { n: number; socket: WebSocket; left: boolean }

/** One user of the application, with the habits of its client as they were found or as they were fixed. */
export class LeakyUser {
  readonly #n: number
  readonly #url: string
  readonly #faults: ReadonlySet<Fault>
  readonly #counts: UserCounts
  readonly #timers = new Set<NodeJS.Timeout>()
  #page: Page | null = null
  #pages = 0
  #stopped = false

  constructor(n: number, url: string, habits: Habits, faults: ReadonlySet<Fault>, counts: UserCounts) {
    this.#n = n
    this.#url = url
    this.#faults = faults
    this.#counts = counts
    this.#visit()
    this.#every(habits.navigateEveryMs, () => this.#navigate())
    this.#every(habits.heartbeatEveryMs, () => this.#heartbeat())
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
  }

  /** At a random phase, so that what people do by themselves is no herd. */
  #every(ms: number, act: () => void): void {
    this.#after(Math.random() * ms, () => {
      const timer = setInterval(act, ms)
      this.#timers.add(timer)
      act()
    })
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, ms)
    this.#timers.add(timer)
  }

  #visit(): void {
    const n = this.#pages++
    const page: Page = { n, socket: this.#open(n, false), left: false }
    this.#page = page
    this.#keep(page, 0)
  }

  #navigate(): void {
    const before = this.#page
    if (before && !this.#faults.has('no clean-up on navigation')) {
      before.left = true
      before.socket.close(1000)
    }
    this.#visit()
  }

  #heartbeat(): void {
    if (this.#faults.has('heartbeats open connections')) {
      // A second connection to see whether the first would still work, never closed.
      this.#open(this.#page?.n ?? 0, false)
    } else if (this.#page?.socket.readyState === WebSocket.OPEN)
      this.#page.socket.send('{"type":"heartbeat"}')
  }

  /** Comes back when the connection was lost; also for pages the user has left but which were never cleaned up. */
  #keep(page: Page, failures: number): void {
    let opened = false
    page.socket.on('open', () => {
      opened = true
    })
    page.socket.on('close', code => {
      if (page.left || this.#stopped || code === 1000) return
      const attempt = opened ? 0 : failures + 1
      if (attempt > BACKOFF.maxAttempts) return
      const random = this.#faults.has('no jitter') ? () => 0 : Math.random
      this.#after(backoffMs(attempt, random), () => {
        // The page may have been cleaned up while it waited.
        if (page.left) return
        page.socket = this.#open(page.n, true)
        this.#keep(page, attempt)
      })
    })
  }

  #open(page: number, reconnect: boolean): WebSocket {
    const url = new URL(this.#url)
    url.searchParams.set(CLIENT_VERSION_PARAMETER, 'web 2.3.0')
    if (reconnect) url.searchParams.set(RECONNECT_PARAMETER, '1')
    // Only a client that announces itself can read a batch.
    const announced = this.#faults.has('updates sent one by one') ? [] : [SUBPROTOCOL]
    const socket = new WebSocket(url, announced, {
      perMessageDeflate: this.#faults.has('permessage-deflate'),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      headers: {
        // A page is given its token with the page.
        authorization: `Bearer user-${this.#n}.page-${page}`,
        ...visitorHeaders('user', this.#n),
      },
    })
    if (reconnect) this.#counts.retries++
    let opened = false
    socket.on('open', () => {
      opened = true
      this.#counts.open++
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (!opened) this.#counts.refused++
      else {
        this.#counts.open--
        this.#counts.lost++
      }
    })
    return socket
  }
}
