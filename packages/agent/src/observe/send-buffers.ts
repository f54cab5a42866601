import type { AgentStatus } from '@stormdeck/protocol'
import { rank } from '../session/latency-window.ts'
import type { Session } from '../session/session.ts'

/** The p95 is taken over at most this many sessions of a round. */
const SAMPLED = 2_000

/** Bytes buffered for slow readers, over all sessions, a slice a call so that no call takes long. */
export class SendBuffers {
  latest: AgentStatus['sendBuffer'] = { totalBytes: null, bytesP95: null, maxBytes: null }
  #walk: IterableIterator<Session> | null = null
  #total = 0
  #max = 0
  #sample: number[] = []

  /** Looks at `slice` more sessions; publishes when it has been round. */
  step(sessions: ReadonlySet<Session>, slice: number): void {
    this.#walk ??= sessions.values()
    for (let seen = 0; seen < slice; seen++) {
      const entry = this.#walk.next()
      if (entry.done) {
        this.#publish()
        return
      }
      const bytes = entry.value.peer.bufferedAmount
      this.#total += bytes
      this.#max = Math.max(this.#max, bytes)
      if (this.#sample.length < SAMPLED) this.#sample.push(bytes)
    }
  }

  #publish(): void {
    const sorted = Float64Array.from(this.#sample).sort()
    this.latest = {
      totalBytes: this.#total,
      bytesP95: rank(sorted, 0.95) ?? 0,
      maxBytes: this.#max,
    }
    this.#max = 0
    this.#walk = null
    this.#total = 0
    this.#sample = []
  }
}
