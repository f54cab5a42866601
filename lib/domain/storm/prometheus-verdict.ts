import { STORM_THRESHOLDS, type StormThresholds } from '@stormdeck/protocol'
import { hasValues, reachByAge } from '../reach.ts'
import type { StormVerdict } from './storm-state.ts'

/** What Prometheus knows of one node. `null` is unknown. */
export type ScrapedAttempts = {
  /** Distance of two scrapes, ms. */
  scrapeIntervalMs: number
  /** Age of the newest sample, ms; `null`: none. */
  sampleAgeMs: number | null
  /** Mean attempts a second over a few scrapes: the shortest that they allow. */
  perSecond: number | null
  /** Mean attempts a second over `meanWindowMs`, which is 60 s unless the scrapes are too far apart. */
  meanPerSecond: number | null
  meanWindowMs: number
  /** Largest second of the last 5 min that the server itself noted, and when it ended (epoch ms, our clock). */
  peakPerSecond: number | null
  peakAt: number | null
  /** The server says that it sees less than there is. */
  lowerBound: boolean
}

const CLEARING_MS = 60_000

/**
 * The verdict that samples seconds apart allow. A mean of `burstAttempts` a second proves a burst (some second held at
 * least the mean); without a peak gauge the opposite cannot be known, so the answer is never calm but `cannot-tell`.
 */
export function prometheusVerdict(
  scraped: ScrapedAttempts,
  now: number,
  thresholds: StormThresholds = STORM_THRESHOLDS,
): StormVerdict {
  const { peakPerSecond, peakAt, perSecond, sampleAgeMs, scrapeIntervalMs } = scraped
  const silent = !hasValues(reachByAge(sampleAgeMs, scrapeIntervalMs))
  const seenAt = now - (sampleAgeMs ?? 0)
  const mean = silent ? null : scraped.meanPerSecond
  const recent = silent ? null : perSecond
  const peakBurst = !silent && peakPerSecond !== null && peakPerSecond >= thresholds.burstAttempts
  const peakAgeMs = peakBurst && peakAt !== null ? Math.max(0, seenAt - peakAt) : null
  const meanBurst = [recent, mean].some(
    rate => rate !== null && rate * (thresholds.burstWindowMs / 1000) >= thresholds.burstAttempts,
  )
  const burst = meanBurst || (peakAgeMs !== null && peakAgeMs <= scrapeIntervalMs + thresholds.burstWindowMs)
  const sustained = mean !== null && mean > thresholds.sustainedPerSecond

  const state = (): StormVerdict['state'] => {
    if (silent) return 'cannot-tell'
    if (burst || sustained) return 'storm'
    if (peakAgeMs !== null && peakAgeMs <= CLEARING_MS) return 'clearing'
    return peakPerSecond === null || scraped.lowerBound ? 'cannot-tell' : 'calm'
  }
  const storming = burst || sustained
  return {
    state: state(),
    since: storming && peakAt !== null ? Math.min(peakAt, now) : now,
    burst,
    sustained,
    lastSecond: null,
    meanPerSecond: mean,
    peakPerSecond: silent ? null : peakPerSecond,
    peakAt: silent ? null : peakAt,
    startedAt: storming ? (peakAt ?? now) : null,
    lastAboveAt: storming ? seenAt : null,
    observedMs: silent || mean === null ? 0 : Math.min(scraped.meanWindowMs, thresholds.sustainedWindowMs),
    lowerBound: scraped.lowerBound,
    resolutionMs: scrapeIntervalMs,
  }
}
