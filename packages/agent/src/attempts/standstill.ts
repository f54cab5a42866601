import { performance } from 'node:perf_hooks'

/** After the loop has waited, what came while it could not may still be in the middle of a handshake, ms. */
const GRACE_MS = 250
/** The loop is looked at over at least this long, so that the instant of a poll is no waiting. */
const LOOK_MS = 50
/** Share of it that a loop with nothing queued has waited. */
const WAITED_RATIO = 0.1

/** Ms that the event loop has waited for something to do since the process started. */
export const loopIdleMs = () => performance.eventLoopUtilization().idle

/**
 * A time in which the loop did not run, and the time after it in which attempts still come from the queue that the
 * kernel kept meanwhile. When they came is not known, only that it was after the standstill began. Times are ms.
 */
export class Standstill {
  readonly sinceMs: number
  #lengthMs: number
  #endsAtMs = Number.POSITIVE_INFINITY
  readonly #idleMs: () => number
  #look: { atMs: number; idleMs: number }

  constructor(sinceMs: number, resumedAtMs: number, idleMs: () => number) {
    this.sinceMs = sinceMs
    this.#lengthMs = resumedAtMs - sinceMs
    this.#idleMs = idleMs
    this.#look = { atMs: resumedAtMs, idleMs: idleMs() }
  }

  /** The loop has not waited since: the queue may not be empty yet. */
  get queued(): boolean {
    return this.#endsAtMs === Number.POSITIVE_INFINITY
  }

  /** The loop stood still again while there still was a queue. */
  again(sinceMs: number, resumedAtMs: number): void {
    this.#lengthMs = Math.max(this.#lengthMs, resumedAtMs - sinceMs)
    this.#look = { atMs: resumedAtMs, idleMs: this.#idleMs() }
  }

  /** Whether an attempt now may come from the queue. A loop that has waited had taken all of it. */
  lasts(atMs: number): boolean {
    const sinceLookMs = atMs - this.#look.atMs
    if (this.queued && sinceLookMs >= LOOK_MS) {
      const idleMs = this.#idleMs()
      if (idleMs - this.#look.idleMs >= sinceLookMs * WAITED_RATIO) this.#endsAtMs = atMs + GRACE_MS
      this.#look = { atMs, idleMs }
    }
    return atMs < this.#endsAtMs
  }

  /**
   * Since when an attempt that comes out of the queue now can have been in it. The first in is the first out, so that
   * none has waited longer than the standstill.
   */
  from(atMs: number): number {
    return Math.max(this.sinceMs, atMs - this.#lengthMs)
  }
}
