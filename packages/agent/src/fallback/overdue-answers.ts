import type { ServerResponse } from 'node:http'

/** An answer that was not taken in this time is given up, ms. */
const TAKEN_WITHIN_MS = 30_000
/** The same once the agent goes: the host waits for its connections to end. */
const LAST_PATIENCE_MS = 2_000

/** Answers on their way to clients that may read slowly, or not at all: what they do not take is in our memory. */
export class OverdueAnswers {
  /** When each is given up, the next one first. */
  readonly #due = new Map<ServerResponse, number>()

  /** To be called when the answer has been written. Times are ms, never falling. */
  watch(res: ServerResponse, nowMs: number): void {
    if (res.destroyed) return
    this.#due.set(res, nowMs + TAKEN_WITHIN_MS)
    res.once('close', () => this.#due.delete(res))
  }

  /** Destroys the connections of those that are overdue. */
  sweep(nowMs: number): void {
    for (const [res, dueMs] of this.#due) {
      if (nowMs < dueMs) break
      res.destroy()
    }
  }

  close(): void {
    setTimeout(() => this.sweep(Number.POSITIVE_INFINITY), LAST_PATIENCE_MS).unref()
  }
}
