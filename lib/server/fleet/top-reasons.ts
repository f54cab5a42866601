import type { AgentStatus, CloseReason, RejectReason } from '@stormdeck/protocol'
import { sinceThen, topKey } from './reading-parts.ts'

const SPAN_MS = 30_000

/** The most frequent reason of refusals and of closes over the last 30 to 60 s. */
export class TopReasons {
  #older: { at: number; totals: AgentStatus['totals'] } | null = null
  #newer: { at: number; totals: AgentStatus['totals'] } | null = null

  note(totals: AgentStatus['totals'], at: number): void {
    this.#newer ??= { at, totals }
    this.#older ??= this.#newer
    if (at - this.#newer.at < SPAN_MS) return
    this.#older = this.#newer
    this.#newer = { at, totals }
  }

  read(totals: AgentStatus['totals']): { reject: RejectReason | null; close: CloseReason | null } {
    const then = this.#older?.totals ?? totals
    return {
      reject: topKey(sinceThen(then.rejected, totals.rejected)),
      close: topKey(sinceThen(then.closed, totals.closed)),
    }
  }
}
