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
  /**
   * When the server itself last counted `burstAttempts` of the default thresholds, epoch ms on our clock; `null`: never.
   * `untold`: it does not say, and a smaller burst hides behind the largest of 5 min.
   */
  lastBurstAt: number | null | 'untold'
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
  const told = scraped.lastBurstAt !== 'untold' && thresholds.burstAttempts === STORM_THRESHOLDS.burstAttempts
  const burstAts = [peakBurst ? peakAt : null, told ? scraped.lastBurstAt : null].filter(at => at !== null)
  const burstAt = silent || burstAts.length === 0 ? null : Math.max(...burstAts.map(Number))
  const burstAgeMs = burstAt === null ? null : Math.max(0, seenAt - burstAt)
  const meanBurst = [recent, mean].some(
    rate => rate !== null && rate * (thresholds.burstWindowMs / 1000) >= thresholds.burstAttempts,
  )
  const burst =
    meanBurst || (burstAgeMs !== null && burstAgeMs <= scrapeIntervalMs + thresholds.burstWindowMs)
  const sustained = mean !== null && mean > thresholds.sustainedPerSecond

  const state = (): StormVerdict['state'] => {
    if (silent) return 'cannot-tell'
    if (burst || sustained) return 'storm'
    if (burstAgeMs !== null && burstAgeMs <= CLEARING_MS) return 'clearing'
    // The gauge remembers the largest burst for 5 min; a smaller one since then does not show in it.
    const hidden = peakBurst && !told
    return peakPerSecond === null || scraped.lowerBound || hidden ? 'cannot-tell' : 'calm'
  }
  const storming = burst || sustained
  return {
    state: state(),
    since: storming && burstAt !== null ? Math.min(burstAt, now) : now,
    burst,
    sustained,
    lastSecond: null,
    meanPerSecond: mean,
    peakPerSecond: silent ? null : peakPerSecond,
    peakAt: silent ? null : peakAt,
    startedAt: storming ? (burstAt ?? now) : null,
    lastAboveAt: storming ? seenAt : null,
    observedMs: silent || mean === null ? 0 : Math.min(scraped.meanWindowMs, thresholds.sustainedWindowMs),
    lowerBound: scraped.lowerBound,
    resolutionMs: scrapeIntervalMs,
  }
}
