const KEPT_SECONDS = 60
const KEPT_MS = KEPT_SECONDS * 1_000
/** Beyond this many the one that left first counts as one that cannot be recognised. */
const MAX_KEYS = 200_000

/**
 * Sessions that left within the last minute and are not back: with those that are open, the clients that may come at
 * once. A session with a key is back when its key is; of the others each that comes takes the place of one that left,
 * since a client that says nothing of itself cannot be told from the one it was before. Times are ms, never falling.
 */
export class Departures {
  /** When each key left, the longest gone first. */
  readonly #keys = new Map<string, number>()
  /** Those without a key, by the second in which they left. */
  readonly #nameless = new Uint32Array(KEPT_SECONDS)
  /** Their sum. */
  #namelessAway = 0
  #second = 0

  left(key: string | null, nowMs: number): void {
    this.#advance(nowMs)
    if (key === null) {
      this.#leaveNameless()
      return
    }
    this.#keys.delete(key)
    this.#keys.set(key, nowMs)
    if (this.#keys.size <= MAX_KEYS) return
    const [oldest] = this.#keys.keys()
    this.#keys.delete(oldest as string)
    this.#leaveNameless()
  }

  came(key: string | null, nowMs: number): void {
    if (key !== null) {
      this.#keys.delete(key)
      return
    }
    this.#advance(nowMs)
    if (this.#namelessAway === 0) return
    for (let age = KEPT_SECONDS - 1; age >= 0; age--) {
      const slot = (this.#second + KEPT_SECONDS - age) % KEPT_SECONDS
      if (this.#nameless[slot] === 0) continue
      this.#nameless[slot] = (this.#nameless[slot] as number) - 1
      this.#namelessAway--
      return
    }
  }

  /** How many are away. */
  count(nowMs: number): number {
    this.#advance(nowMs)
    for (const [key, leftAtMs] of this.#keys) {
      if (nowMs - leftAtMs < KEPT_MS) break
      this.#keys.delete(key)
    }
    return this.#keys.size + this.#namelessAway
  }

  #leaveNameless(): void {
    const slot = this.#second % KEPT_SECONDS
    this.#nameless[slot] = (this.#nameless[slot] as number) + 1
    this.#namelessAway++
  }

  #advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1_000)
    for (let next = Math.max(this.#second + 1, second - KEPT_SECONDS + 1); next <= second; next++) {
      this.#namelessAway -= this.#nameless[next % KEPT_SECONDS] as number
      this.#nameless[next % KEPT_SECONDS] = 0
    }
    this.#second = Math.max(this.#second, second)
  }
}
