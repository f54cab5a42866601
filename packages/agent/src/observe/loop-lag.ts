import { monitorEventLoopDelay } from 'node:perf_hooks'

const WINDOW_MS = 10_000
const RESOLUTION_MS = 20

/** Event loop lag over the last 10 to 20 s: two histograms take turns. */
export class LoopLag {
  #current = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #previous = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #turnedAtMs: number

  constructor(nowMs: number) {
    this.#current.enable()
    this.#turnedAtMs = nowMs
  }

  tick(nowMs: number): void {
    if (nowMs - this.#turnedAtMs < WINDOW_MS) return
    this.#turnedAtMs = nowMs
    const oldest = this.#previous
    this.#previous = this.#current
    this.#current = oldest
    this.#previous.disable()
    oldest.reset()
    oldest.enable()
  }

  /** `null` before the first sample. The resolution of the timer is taken off. */
  read(): { lagMsP99: number | null; lagMsMax: number | null } {
    const histograms = [this.#current, this.#previous].filter(histogram => histogram.count > 0)
    if (histograms.length === 0) return { lagMsP99: null, lagMsMax: null }
    const lag = (ns: number) => Math.max(0, ns / 1e6 - RESOLUTION_MS)
    return {
      lagMsP99: lag(Math.max(...histograms.map(histogram => histogram.percentile(99)))),
      lagMsMax: lag(Math.max(...histograms.map(histogram => histogram.max))),
    }
  }

  close(): void {
    this.#current.disable()
  }
}
