import { describe, expect, test } from 'vitest'
import * as detectorModule from './detector.ts'
import { createDetector, judge, observe, observeSecond } from './detector.ts'
import { DETECTOR_PROPERTIES } from './test/detector-properties.ts'
import { START, steady } from './test/feed.ts'
import { poisson, randomFrom } from './test/simulated-load.ts'

describe('against the textbook', () => {
  test.each(DETECTOR_PROPERTIES)(
    '$name',
    ({ check }) => {
      check(detectorModule, 120)
    },
    60_000,
  )
})

describe('edges', () => {
  test('nothing seen is not calm', () => {
    expect(judge(createDetector(), START)).toMatchObject({
      state: 'cannot-tell',
      lastSecond: null,
      meanPerSecond: null,
      peakPerSecond: null,
      lastAboveAt: null,
      observedMs: 0,
    })
  })

  test('calm is claimed once a whole burst window has been seen', () => {
    const detector = createDetector()
    const now = steady(detectorModule, detector, START, 9, 1)
    expect(judge(detector, now).state).toBe('cannot-tell')
    expect(judge(detector, steady(detectorModule, detector, now, 1, 1)).state).toBe('calm')
  })

  test('the peak is the largest second of the storm, with its time', () => {
    const detector = createDetector()
    let now = steady(detectorModule, detector, START, 20, 0)
    now = steady(detectorModule, detector, now, 20, 8)
    now = steady(detectorModule, detector, now, 10, 48)
    const peakAt = now
    now = steady(detectorModule, detector, now, 40, 9)
    expect(judge(detector, now)).toMatchObject({ peakPerSecond: 480, peakAt })
  })

  test('a bucket that was still filling raises the peak when its final count comes', () => {
    const detector = createDetector()
    const now = steady(detectorModule, detector, START, 20, 0)
    observe(detector, { fromMs: now, count: 60 })
    expect(judge(detector, now + 50).peakPerSecond).toBe(60)
    observe(detector, { fromMs: now, count: 90 })
    expect(judge(detector, now + 100).peakPerSecond).toBe(90)
  })

  test('broken counts are not observed, broken times are ignored', () => {
    const detector = createDetector()
    const now = steady(detectorModule, detector, START, 20, 1)
    for (const fromMs of [Number.NaN, Number.POSITIVE_INFINITY, -1e12])
      observe(detector, { fromMs, count: 99 })
    observe(detector, { fromMs: now - 100, count: Number.NaN })
    observe(detector, { fromMs: now - 200, count: -5 })
    expect(judge(detector, now)).toMatchObject({ state: 'calm', observedMs: 1_800, burst: false })
  })

  test('memory does not grow with attempts, nodes of any age or time', () => {
    const detector = createDetector()
    const sizeOf = () => detector.ring.tenths.byteLength + detector.ring.flags.byteLength
    const before = sizeOf()
    let now = START
    for (let hour = 0; hour < 24; hour++) {
      now = steady(detectorModule, detector, now + 3_000_000, 600, 1_000_000)
      judge(detector, now)
    }
    expect(sizeOf()).toBe(before)
    expect(before).toBeLessThanOrEqual(3_200)
  })

  test('a window that cannot be kept is refused', () => {
    const thresholds = {
      burstAttempts: 500,
      burstWindowMs: 1_000,
      sustainedPerSecond: 10,
      sustainedWindowMs: 300_000,
    }
    expect(() => createDetector(thresholds)).toThrow('100 to 60,000 ms')
  })

  test.each([
    ['buckets', 100],
    ['one-second samples', 1_000],
  ])('5/s that turn into 25/s are suspected within seconds, from %s, and never a storm', (_, lengthMs) => {
    const detector = createDetector()
    const send = lengthMs === 100 ? observe : observeSecond
    const random = randomFrom(3)
    let now = START
    const seconds = (count: number, perSecond: number) => {
      const states = new Set<string>()
      for (let i = 0; i < (count * 1_000) / lengthMs; i++) {
        send(detector, { fromMs: now, count: poisson((perSecond * lengthMs) / 1_000, random) })
        now += lengthMs
        if (now % 1_000 === 0) states.add(judge(detector, now).state)
      }
      return states
    }
    expect(seconds(2, 5)).not.toContain('suspected')
    expect(seconds(300, 5)).toEqual(new Set(['calm']))
    expect(seconds(8, 25)).toEqual(new Set(['calm', 'suspected']))
    expect(judge(detector, now)).toMatchObject({ state: 'suspected', startedAt: null, burst: false })
    seconds(15, 5)
    expect(judge(detector, now).state).toBe('calm')
  })

  test('other thresholds: 500 in 5 s, as for MQTT (F16)', () => {
    const detector = createDetector({
      burstAttempts: 500,
      burstWindowMs: 5_000,
      sustainedPerSecond: 1_000,
      sustainedWindowMs: 60_000,
    })
    let now = steady(detectorModule, detector, START, 60, 9)
    expect(judge(detector, now)).toMatchObject({ burst: false, lastSecond: 90, state: 'calm' })
    now = steady(detectorModule, detector, now, 50, 10)
    expect(judge(detector, now)).toMatchObject({ burst: true, lastSecond: 100, state: 'storm' })
  })
})
