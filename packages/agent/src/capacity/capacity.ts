import { rank } from '../session/latency-window.ts'
import { arrivalCostRatio, FULL_RATIO, type LoopSecond } from './arrival-cost.ts'

/** What an arrival costs is measured over this many seconds. */
const SECONDS_COMPARED = 40
/** A second with this many arrivals says what they cost … */
const ARRIVALS_NEEDED = 20
/** … or, once that is known, with this share of what can be accepted. In fewer they are lost in what else happens. */
const ARRIVALS_NEEDED_RATIO = 0.1
/** What else the loop does is the median over this many seconds, so that one busy second does not count. */
const SECONDS_OF_OTHER = 5
/** Of what the loop has left, this much is promised. */
const HEADROOM = 0.8
const SMOOTHING = 0.3
/** All that may come comes in, and the loop still has room: more is tried. */
const PROBE = { belowRatio: 0.7, factor: 1.15, towardsMeasured: 1.5, usedRatio: 0.9 } as const
const FULL_FACTOR = 0.8

/**
 * Measures how many sessions a second this node can accept: what the loop has left beside its other work, divided by
 * what an arrival costs ({@link arrivalCostRatio}). `null` until that was seen often enough: a guess would become
 * everybody's window. A node too calm to measure it anew keeps the cost that it knows.
 */
export class Capacity {
  #perSecond: number | null = null
  #costRatio: number | null = null
  readonly #recent: LoopSecond[] = []

  /** Sessions a second; `null`: not known yet. */
  get perSecond(): number | null {
    return this.#perSecond === null ? null : Math.max(1, Math.round(this.#perSecond))
  }

  /**
   * One second's measurement.
   * @param accepts sessions accepted in it
   * @param busyRatio share of it that the loop was busy, 0 to 1
   * @param waiting somebody waited to be let in
   */
  sample(accepts: number, busyRatio: number, waiting = false): void {
    this.#recent.push({ accepts, busyRatio })
    if (this.#recent.length > SECONDS_COMPARED) this.#recent.shift()
    if (accepts >= this.#arrivalsNeeded) this.#costRatio = arrivalCostRatio(this.#recent) ?? this.#costRatio
    if (this.#costRatio === null) return
    const measured = ((1 - this.#otherRatio(this.#costRatio)) * HEADROOM) / this.#costRatio
    const perSecond = this.#perSecond ?? measured
    const used = waiting || accepts >= perSecond * PROBE.usedRatio
    this.#perSecond = next(perSecond, measured, used, { accepts, busyRatio })
  }

  get #arrivalsNeeded(): number {
    return this.#perSecond === null ? ARRIVALS_NEEDED : Math.max(2, this.#perSecond * ARRIVALS_NEEDED_RATIO)
  }

  /** Share of a second that the loop was busy with anything but arrivals. */
  #otherRatio(costRatio: number): number {
    const others = this.#recent
      .slice(-SECONDS_OF_OTHER)
      .map(({ accepts, busyRatio }) => Math.max(0, busyRatio - costRatio * accepts))
    return Math.min(rank(Float64Array.from(others).sort(), 0.5) ?? 0, 0.95)
  }
}

/** Towards what was measured; but what the loop shows while all that may come comes counts for more. */
function next(
  perSecond: number,
  measured: number,
  used: boolean,
  { accepts, busyRatio }: LoopSecond,
): number {
  if (used && busyRatio < PROBE.belowRatio)
    return Math.max(perSecond * PROBE.factor, Math.min(measured, perSecond * PROBE.towardsMeasured))
  // What it has just done, it can do: falling on would tell windows of minutes to those who come back last.
  if (used && busyRatio > FULL_RATIO)
    return Math.max(1, Math.min(measured, perSecond * FULL_FACTOR), accepts * HEADROOM)
  return perSecond + SMOOTHING * (measured - perSecond)
}
