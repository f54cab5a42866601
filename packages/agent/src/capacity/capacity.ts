import { rank } from '../session/latency-window.ts'

/** Seconds are compared with those up to this long before, so that what else the loop did is nearly the same. */
const SECONDS_COMPARED = 20
/** Two seconds whose arrivals differ by this many say what an arrival costs; fewer where fewer can be accepted. */
const DIFFERENCE = { most: 20, least: 2, ratio: 0.25 } as const
/** The median of this many counts: one in which the code was cold or the host busy does not. */
const COSTS_KEPT = 15
const COSTS_NEEDED = 3
/** Of what the loop has left, this much is promised. */
const HEADROOM = 0.8
const SMOOTHING = 0.3
const MIN_COST_RATIO = 1e-5
/** All that may come comes in, and the loop still has room: more is tried. */
const PROBE = { belowRatio: 0.7, factor: 1.15, towardsMeasured: 1.5, usedRatio: 0.9 } as const
/** The loop is full. */
const FULL = { aboveRatio: 0.9, factor: 0.8 } as const

type Second = { accepts: number; busyRatio: number }

/**
 * Measures how many sessions a second this node can accept. What an arrival costs is taken from seconds that differ
 * in their arrivals, so that other work of the loop (sending to everybody) is not charged to them. `null` until that was
 * seen often enough: a guess would become everybody's window. Where nobody waits outside the measurement cannot be
 * wrong for long in either direction: while all that may come does come, it follows how full the loop is.
 */
export class Capacity {
  #perSecond: number | null = null
  readonly #recent: Second[] = []
  /** Shares of a second that one arrival kept the loop busy. */
  readonly #costRatios: number[] = []
  #otherRatio: number | null = null

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
    const cost = this.#costOf({ accepts, busyRatio })
    if (cost !== null) {
      this.#costRatios.push(cost)
      if (this.#costRatios.length > COSTS_KEPT) this.#costRatios.shift()
    }
    this.#recent.push({ accepts, busyRatio })
    if (this.#recent.length > SECONDS_COMPARED) this.#recent.shift()
    const measured = this.#measured({ accepts, busyRatio })
    if (measured === null) return
    if (this.#perSecond === null) this.#perSecond = measured
    const used = waiting || accepts >= this.#perSecond * PROBE.usedRatio
    this.#perSecond = next(this.#perSecond, measured, used, { accepts, busyRatio })
  }

  /** What an arrival of this second cost, against the seconds before it that had fewer or more. */
  #costOf({ accepts, busyRatio }: Second): number | null {
    const wanted = (this.#perSecond ?? Number.POSITIVE_INFINITY) * DIFFERENCE.ratio
    const difference = Math.min(DIFFERENCE.most, Math.max(DIFFERENCE.least, wanted))
    if (accepts < difference) return null
    const slopes = this.#recent
      .filter(before => Math.abs(accepts - before.accepts) >= difference)
      .map(before => (busyRatio - before.busyRatio) / (accepts - before.accepts))
    const cost = rank(Float64Array.from(slopes).sort(), 0.5)
    // Less busy with more arrivals: something else has changed, and this second says nothing of them.
    return cost === null || cost < 0 ? null : Math.max(cost, MIN_COST_RATIO)
  }

  #measured({ accepts, busyRatio }: Second): number | null {
    if (this.#costRatios.length < COSTS_NEEDED) return null
    const cost = rank(Float64Array.from(this.#costRatios).sort(), 0.5) ?? 1
    const other = Math.max(0, busyRatio - cost * accepts)
    this.#otherRatio =
      this.#otherRatio === null ? other : this.#otherRatio + SMOOTHING * (other - this.#otherRatio)
    return (Math.max(1 - this.#otherRatio, 0.05) * HEADROOM) / cost
  }
}

/** Towards what was measured; but what the loop shows while all that may come comes counts for more. */
function next(perSecond: number, measured: number, used: boolean, { accepts, busyRatio }: Second): number {
  if (used && busyRatio < PROBE.belowRatio)
    return Math.max(perSecond * PROBE.factor, Math.min(measured, perSecond * PROBE.towardsMeasured))
  // What it has just done, it can do: falling on would tell windows of minutes to those who come back last.
  if (used && busyRatio > FULL.aboveRatio)
    return Math.max(1, Math.min(measured, perSecond * FULL.factor), accepts * HEADROOM)
  return perSecond + SMOOTHING * (measured - perSecond)
}
