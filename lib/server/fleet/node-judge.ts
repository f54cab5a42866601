import { type AgentStatus, BUCKET_MS, type StormThresholds } from '@stormdeck/protocol'
import { createDetector, type Detector, judge, noteBurst, observe } from '../../domain/storm/detector.ts'
import type { StormVerdict } from '../../domain/storm/storm-state.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import { TopReasons } from './top-reasons.ts'

/** A node is hot while any 1.1 s of the last minute held this many attempts: viewers then get its buckets. */
export const HOT_ATTEMPTS = 10
const HOT_WINDOW_BUCKETS = 11
const HOT_FOR_MS = 60_000

/** What judging one node needs to remember between two answers. */
export class NodeJudge {
  readonly node: AgentNode
  readonly thresholds: StormThresholds
  readonly reasons = new TopReasons()
  verdict: StormVerdict | null = null
  /** Told dates that must not flutter (two clocks never agree to the millisecond). */
  tierSince: number | null = null
  peakAt: number | null = null
  readonly #detector: Detector
  #hotUntil = 0

  constructor(node: AgentNode, thresholds: StormThresholds) {
    this.node = node
    this.thresholds = thresholds
    this.#detector = createDetector(thresholds)
  }

  /** Takes what an answer wrote into the node's rings. */
  answered(status: AgentStatus, wrote: { first: number; last: number }): void {
    const { buckets, receivedAt } = this.node
    for (let bucket = Math.max(wrote.first, buckets.oldest); bucket <= wrote.last; bucket++)
      observe(this.#detector, {
        fromMs: bucket * BUCKET_MS,
        count: buckets.get('attempts', bucket),
        lowerBound: buckets.get('lowerBound', bucket) === 1,
      })
    if (receivedAt === null) return
    if (status.burst.lastAt !== null && this.#judgesAsWeDo(status))
      noteBurst(this.#detector, receivedAt - (status.node.now - status.burst.lastAt))
    this.reasons.note(status.totals, receivedAt)
    this.#noteHeat(wrote, receivedAt)
  }

  /** An agent that knows other thresholds says nothing about ours; the buckets then decide alone. */
  #judgesAsWeDo({ burst }: AgentStatus): boolean {
    return (
      burst.threshold === this.thresholds.burstAttempts && burst.windowMs === this.thresholds.burstWindowMs
    )
  }

  judge(now: number): StormVerdict {
    this.verdict = judge(this.#detector, now)
    return this.verdict
  }

  isHot(now: number): boolean {
    return now < this.#hotUntil
  }

  #noteHeat(wrote: { first: number; last: number }, receivedAt: number): void {
    for (let end = wrote.first; end <= wrote.last; end++) {
      const attempts = this.node.buckets.sum('attempts', end - HOT_WINDOW_BUCKETS + 1, end) ?? 0
      if (attempts >= HOT_ATTEMPTS) this.#hotUntil = Math.max(this.#hotUntil, end * BUCKET_MS + HOT_FOR_MS)
    }
    this.#hotUntil = Math.min(this.#hotUntil, receivedAt + HOT_FOR_MS)
  }
}
