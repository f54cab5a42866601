import { RememberedServers } from './remembered-servers.ts'

const MINUTE_MS = 60_000
const PEAK_MINUTES = 10

type MinutePeak = { minute: number; most: number }

/** Most connections of the last 10 min, by minute: memory per connection is judged near the peak only. */
export class RecentPeaks {
  readonly #peaks = new RememberedServers<MinutePeak[]>()

  /** Servers that are remembered. */
  get size(): number {
    return this.#peaks.size
  }

  /** Takes a reading in. @param at monotonic ms @returns the peak, this reading included */
  note(instance: string, connections: number, at: number): number {
    const minute = Math.floor(at / MINUTE_MS)
    const kept = (this.#peaks.get(instance) ?? []).filter(peak => peak.minute > minute - PEAK_MINUTES)
    const current = kept.find(peak => peak.minute === minute)
    if (current) current.most = Math.max(current.most, connections)
    else kept.push({ minute, most: connections })
    this.#peaks.put(instance, kept)
    return Math.max(...kept.map(peak => peak.most))
  }
}
