const KEPT = 1_024
const WINDOW_MS = 60_000

export type Quantiles = { p50: number | null; p95: number | null; p99: number | null; n: number }

/** The newest 1,024 latencies of the last minute. */
export class LatencyWindow {
  readonly #values = new Float64Array(KEPT)
  readonly #atMs = new Float64Array(KEPT).fill(Number.NEGATIVE_INFINITY)
  #next = 0

  add(latencyMs: number, nowMs: number): void {
    this.#values[this.#next] = latencyMs
    this.#atMs[this.#next] = nowMs
    this.#next = (this.#next + 1) % KEPT
  }

  /** Nearest-rank quantiles; `null` without a sample. */
  read(nowMs: number): Quantiles {
    const recent = this.#values
      .filter((_, index) => nowMs - (this.#atMs[index] as number) <= WINDOW_MS)
      .sort()
    return { p50: rank(recent, 0.5), p95: rank(recent, 0.95), p99: rank(recent, 0.99), n: recent.length }
  }
}

/** The value that `share` of the sorted samples do not exceed; `null` of none. */
export function rank(sorted: ArrayLike<number>, share: number): number | null {
  if (sorted.length === 0) return null
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null
}
