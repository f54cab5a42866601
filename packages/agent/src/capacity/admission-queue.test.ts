import { expect, test } from 'vitest'
import { reconnectRate } from '../mqtt/attach-mqtt.ts'
import { AdmissionQueue } from './admission-queue.ts'

const never = () => {
  throw new Error('nobody was to be refused')
}

test('Q2: the queue lets in what was measured, in order, and never holds more than five seconds of it', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  let refused = 0
  for (let n = 0; n < 1_000; n++) {
    queue.enter(100, 10_000, { admit: () => admitted.push(n), refuse: () => refused++, gone: () => false })
  }
  expect([admitted.length, queue.length, refused]).toEqual([10, 500, 490])
  for (let ms = 0; ms <= 5_000; ms += 50) queue.tick(100, 10_000 + ms)
  expect(admitted).toEqual(Array.from({ length: 510 }, (_, n) => n))
})

test('Q2: when the rate falls, the queue is refused from its end down to five seconds of what is left', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  const refused: number[] = []
  const left = new Set<number>()
  for (let n = 0; n < 510; n++) {
    const gone = () => left.has(n)
    queue.enter(100, 10_000, { admit: () => admitted.push(n), refuse: () => refused.push(n), gone })
  }
  expect([admitted.length, queue.length, refused.length]).toEqual([10, 500, 0])
  // Who has left takes no place, and is neither let in nor refused.
  for (const first of [30, 400]) for (let n = first; n < first + 20; n++) left.add(n)
  let perSecond = 100
  let nowMs = 10_000
  for (; perSecond > 20; perSecond = Math.round(perSecond * 0.8)) {
    nowMs += 50
    queue.tick(perSecond, nowMs)
    expect(queue.length).toBeLessThanOrEqual(perSecond * 5)
  }
  for (; queue.length > 0; nowMs += 50) queue.tick(perSecond, nowMs)
  const present = Array.from({ length: 510 }, (_, n) => n).filter(n => !left.has(n))
  expect(refused.length).toBeGreaterThan(300)
  expect([...admitted, ...refused.toSorted((a, b) => a - b)]).toEqual(present)
})

test('Q2: who has left the queue takes nobody’s place', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  for (let n = 0; n < 30; n++)
    queue.enter(10, 1_000, { admit: () => admitted.push(n), refuse: never, gone: () => n > 0 && n < 28 })
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
  for (let n = 0; n < 3; n++) queue.enter(10, 1_000, { admit: broken(n), refuse: never, gone: () => false })
  expect(() => queue.tick(10, 1_100)).toThrow('the application')
  for (let ms = 1_150; ms <= 2_000; ms += 50) queue.tick(10, ms)
  expect(admitted).toEqual([0, 1, 2])
})

test('M3: a bucket of 200, refilled by 20 a second, 10 ms apart, and 100 that wait (F24)', () => {
  const queue = new AdmissionQueue(reconnectRate())
  const admittedAtMs: number[] = []
  let refused = 0
  let mostWaiting = 0
  let nowMs = 0
  for (; nowMs < 12_000; nowMs += 50) {
    queue.tick(20, nowMs)
    for (let n = 0; n < 20; n++) {
      const admit = () => admittedAtMs.push(nowMs)
      queue.enter(20, nowMs, { admit, refuse: () => refused++, gone: () => false })
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

test.each([1, 50, 500, 2_000])(
  'M3: a broker that is known to take %i a second is given as many',
  perSecond => {
    const rate = reconnectRate(perSecond)
    const queue = new AdmissionQueue(rate)
    let admitted = 0
    let arrived = 0
    let nowMs = 0
    const seconds = 20
    for (; nowMs < seconds * 1_000; nowMs += 50) {
      queue.tick(perSecond, nowMs)
      for (; arrived < (nowMs / 1_000 + 1) * perSecond * 1.5; arrived++)
        queue.enter(perSecond, nowMs, { admit: () => admitted++, refuse: () => {}, gone: () => false })
      expect(queue.length).toBeLessThanOrEqual(perSecond * 5)
    }
    const mean = admitted / seconds
    expect(mean).toBeGreaterThan(perSecond * 0.9)
    // The bucket is 10 s of the rate, which more than the gap allows of comes in no faster.
    expect(admitted).toBeLessThanOrEqual(
      Math.min(perSecond * (seconds + 10), (seconds * 1_000) / rate.gapMs) + 51,
    )
  },
)

test('Q2: without a measurement everybody comes in at once', () => {
  const queue = new AdmissionQueue()
  let admitted = 0
  for (let n = 0; n < 100; n++)
    queue.enter(null, 0, { admit: () => admitted++, refuse: never, gone: () => false })
  expect(admitted).toBe(100)
})
