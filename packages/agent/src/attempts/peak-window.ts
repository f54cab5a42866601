import { BUCKET_MS } from '@stormdeck/protocol'
import { type AttemptRing, COLUMN, type Column } from './attempt-ring.ts'
import { PeakSecond } from './peak-second.ts'

const STORM: readonly Column[] = [COLUMN.firstTime, COLUMN.reconnect, COLUMN.early, COLUMN.unknown]

/** The most attempts in any `windowMs` of the last five minutes, by whole buckets (F16: an MQTT fleet in 5 s). */
export class PeakWindow {
  readonly #ring: AttemptRing
  readonly #buckets: number
  readonly #largest = new PeakSecond()
  #bucket = 0

  constructor(ring: AttemptRing, windowMs: number) {
    this.#ring = ring
    this.#buckets = windowMs / BUCKET_MS
  }

  /** Called before the ring goes on to `nowMs`, while its newest bucket is the last that is complete. */
  before(nowMs: number): void {
    const bucket = Math.floor(nowMs / BUCKET_MS)
    if (bucket === this.#bucket) return
    this.#largest.offer(this.#count(), this.#bucket * BUCKET_MS)
    this.#bucket = bucket
  }

  read(nowMs: number): number {
    this.#largest.offer(this.#count(), nowMs)
    return this.#largest.read(nowMs).perSecond
  }

  #count(): number {
    return STORM.reduce<number>((total, column) => total + this.#ring.sum(column, this.#buckets), 0)
  }
}
