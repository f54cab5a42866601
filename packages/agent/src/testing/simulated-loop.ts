import { dice } from '../../../../scripts/test/dice.ts'
import { Capacity } from '../capacity/capacity.ts'

/** The seconds of a loop, made up. Ratios are shares of a second. */
export type LoopPlan = {
  /** What one arrival keeps the loop busy. */
  costRatio: number
  /** Arrivals of a second. */
  arrivals: (second: number) => number
  /** What the loop does besides. */
  other?: (second: number) => number
  /** Arrivals of the first second with any cost so many times as much, since the code is cold. */
  cold?: number
  /** Share of the seconds in which garbage is collected for 0.3 s. */
  pauses?: number
  /** The host takes up to this share of a second away. */
  stolen?: number
}

const PAUSE_RATIO = 0.3
const NOISE_RATIO = 0.03

/** A loop that cannot be busier than busy: arrivals that do not fit into a second wait for the next. */
export class SimulatedLoop {
  readonly capacity = new Capacity()
  readonly #plan: Required<LoopPlan>
  readonly #random: () => number
  #second = 0
  #waiting = 0
  #cold = true

  constructor(plan: LoopPlan, seed: number) {
    this.#plan = { other: () => 0, cold: 1, pauses: 0, stolen: 0, ...plan }
    this.#random = dice(seed)
  }

  run(seconds: number): this {
    for (const end = this.#second + seconds; this.#second < end; this.#second++) this.#runSecond()
    return this
  }

  #runSecond(): void {
    const { costRatio, arrivals, other, cold, pauses, stolen } = this.#plan
    const random = this.#random
    const share = 1 - stolen * random()
    const pause = random() < pauses ? PAUSE_RATIO : 0
    const noise = (random() + random() - 1) * NOISE_RATIO
    const taken = Math.max(0, other(this.#second) / share + pause + noise)
    this.#waiting += Math.max(0, Math.round(arrivals(this.#second)))
    const cost = (costRatio / share) * (this.#cold ? cold : 1)
    if (this.#waiting > 0) this.#cold = false
    const accepts = Math.min(this.#waiting, Math.max(0, Math.floor((1 - taken) / cost)))
    this.#waiting -= accepts
    this.capacity.sample(accepts, this.#waiting > 0 ? 1 : Math.min(1, taken + accepts * cost))
  }
}
