import { expect, test } from 'vitest'
import { AdmissionQueue } from './admission-queue.ts'

test('Q2: the queue lets in what was measured, in order, and never holds more than five seconds of it', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  let refused = 0
  for (let n = 0; n < 1_000; n++) {
    if (
      !queue.enter(
        100,
        10_000,
        () => admitted.push(n),
        () => false,
      )
    )
      refused++
  }
  expect([admitted.length, queue.length, refused]).toEqual([10, 500, 490])
  for (let ms = 0; ms <= 5_000; ms += 50) queue.tick(100, 10_000 + ms)
  expect(admitted).toEqual(Array.from({ length: 510 }, (_, n) => n))
})

test('Q2: who has left the queue takes nobody’s place', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  for (let n = 0; n < 30; n++)
    queue.enter(
      10,
      1_000,
      () => admitted.push(n),
      () => n > 0 && n < 28,
    )
  queue.tick(10, 1_100)
  queue.tick(10, 1_200)
  expect(admitted).toEqual([0, 28, 29])
})

test('Q2: who was let in is not let in again after an error on the way', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  const broken = (n: number) => () => {
    admitted.push(n)
    if (n === 1) throw new Error('the application')
  }
  for (let n = 0; n < 3; n++) queue.enter(10, 1_000, broken(n), () => false)
  expect(() => queue.tick(10, 1_100)).toThrow('the application')
  for (let ms = 1_150; ms <= 2_000; ms += 50) queue.tick(10, ms)
  expect(admitted).toEqual([0, 1, 2])
})

test('M3: a bucket of 200, refilled by 20 a second, 10 ms apart, and 100 that wait (F24)', () => {
  const queue = new AdmissionQueue({ perSecond: 20, burst: 200, gapMs: 10 })
  const admittedAtMs: number[] = []
  let refused = 0
  let mostWaiting = 0
  let nowMs = 0
  for (; nowMs < 12_000; nowMs += 50) {
    queue.tick(20, nowMs)
    for (let n = 0; n < 20; n++) {
      const entered = queue.enter(
        20,
        nowMs,
        () => admittedAtMs.push(nowMs),
        () => false,
      )
      if (!entered) refused++
    }
    mostWaiting = Math.max(mostWaiting, queue.length)
  }
  const by = (ms: number) => admittedAtMs.filter(at => at < ms).length
  expect(mostWaiting).toBe(100)
  expect(refused).toBeGreaterThan(4_000)
  for (let ms = 50; ms <= 12_000; ms += 50) {
    // The gap allows 100 a second, with what one turn of the ticker makes up for; the bucket 200 and 20 a second.
    expect(by(ms)).toBeLessThanOrEqual(Math.min(ms / 10 + 6, 200 + ms / 50 + 1))
  }
  expect(by(1_000)).toBeGreaterThan(95)
  expect(by(12_000)).toBeGreaterThan(430)
})

test('Q2: without a measurement everybody comes in at once', () => {
  const queue = new AdmissionQueue()
  let admitted = 0
  for (let n = 0; n < 100; n++)
    queue.enter(
      null,
      0,
      () => admitted++,
      () => false,
    )
  expect(admitted).toBe(100)
})
