import { STORM_THRESHOLDS } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { prometheusVerdict, type ScrapedAttempts } from './prometheus-verdict.ts'

const now = 1_000_000_000
const scraped = (over: Partial<ScrapedAttempts>): ScrapedAttempts => ({
  scrapeIntervalMs: 15_000,
  sampleAgeMs: 5_000,
  perSecond: 3,
  meanPerSecond: 3,
  meanWindowMs: 60_000,
  peakPerSecond: null,
  peakAt: null,
  lastBurstAt: null,
  lowerBound: false,
  ...over,
})

describe('a verdict from scrapes', () => {
  it('is never calm without a peak gauge: a one-second burst would go unseen', () => {
    expect(prometheusVerdict(scraped({}), now)).toMatchObject({
      state: 'cannot-tell',
      resolutionMs: 15_000,
      meanPerSecond: 3,
      lastSecond: null,
    })
  })

  it('is calm where the peak gauge says so', () => {
    expect(prometheusVerdict(scraped({ peakPerSecond: 49, peakAt: now - 9_000 }), now).state).toBe('calm')
  })

  it.each([
    [49.9, 'cannot-tell', false],
    [50, 'storm', true],
  ])('takes a mean of %s/s as proof of a burst or not', (perSecond, state, burst) => {
    expect(prometheusVerdict(scraped({ perSecond }), now)).toMatchObject({ state, burst })
  })

  it.each([
    [100, false],
    [100.1, true],
  ])('a mean of %s/s is sustained: %s', (perSecond, sustained) => {
    expect(prometheusVerdict(scraped({ meanPerSecond: perSecond }), now)).toMatchObject({ sustained })
  })

  it('takes the mean of a minute for sustained, and not the rate of a moment', () => {
    const moment = scraped({ scrapeIntervalMs: 2_000, sampleAgeMs: 1_000, perSecond: 180, meanPerSecond: 30 })
    expect(prometheusVerdict(moment, now)).toMatchObject({ burst: true, sustained: false, meanPerSecond: 30 })
  })

  it('sees the burst between two scrapes, then clears, then is calm', () => {
    const peak = (agoMs: number) => scraped({ peakPerSecond: 300, peakAt: now - agoMs })
    expect(prometheusVerdict(peak(20_000), now).state).toBe('storm')
    expect(prometheusVerdict(peak(40_000), now).state).toBe('clearing')
    expect(prometheusVerdict(peak(120_000), now).state).toBe('calm')
  })

  it('does not call calm what smaller bursts may hide in, unless the server says when the last one was', () => {
    const peak = { peakPerSecond: 300, peakAt: now - 120_000 }
    expect(prometheusVerdict(scraped({ ...peak, lastBurstAt: 'untold' }), now).state).toBe('cannot-tell')
    expect(prometheusVerdict(scraped({ ...peak, lastBurstAt: now - 120_000 }), now).state).toBe('calm')
    const again = prometheusVerdict(scraped({ ...peak, lastBurstAt: now - 9_000 }), now)
    expect(again).toMatchObject({ state: 'storm', burst: true, startedAt: now - 9_000 })
    // Its word is about 50 a second; of another threshold it says nothing.
    const ownThreshold = { ...STORM_THRESHOLDS, burstAttempts: 80 }
    expect(prometheusVerdict(scraped({ ...peak, lastBurstAt: now - 9_000 }), now, ownThreshold).state).toBe(
      'cannot-tell',
    )
  })

  it('claims nothing when the samples stopped', () => {
    const verdict = prometheusVerdict(scraped({ sampleAgeMs: 61_000, perSecond: 400 }), now)
    expect(verdict).toMatchObject({ state: 'cannot-tell', meanPerSecond: null, observedMs: 0 })
  })

  it('is not calm while the count is a lower bound', () => {
    const peak = { peakPerSecond: 3, peakAt: now - 9_000, lowerBound: true }
    expect(prometheusVerdict(scraped(peak), now).state).toBe('cannot-tell')
  })
})
