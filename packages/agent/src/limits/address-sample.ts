/** Of a second's refusals, so many are looked at one by one … */
const EXACT_PER_SECOND = 100
/** … and of the rest one in so many, which counts for all of them. */
const ONE_IN = 8

/**
 * Whose address is looked up while nobody is let in: to ask the system for it is most of what a refusal costs, and all
 * that needs it then is the list of who comes most often.
 */
export class AddressSample {
  readonly #random: () => number
  #second = Number.NEGATIVE_INFINITY
  #refusals = 0

  /** @param random 0 (included) to 1; drawn, not counted off, since callers may take turns */
  constructor(random: () => number) {
    this.#random = random
  }

  /** How many refusals the one at `nowMs` counts for; 0: it is not looked at. */
  weightAt(nowMs: number): number {
    const second = Math.floor(nowMs / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#refusals = 0
    }
    if (++this.#refusals <= EXACT_PER_SECOND) return 1
    return this.#random() * ONE_IN < 1 ? ONE_IN : 0
  }
}
