import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Departures } from './departures.ts'

test('Q5: a session is away for a minute, or until it is back', () => {
  const departures = new Departures()
  departures.left('ana', 1_000)
  departures.left('bob', 30_000)
  expect(departures.count(30_000)).toBe(2)
  departures.came('ana', 31_000)
  departures.came('eve', 31_000)
  expect(departures.count(31_000)).toBe(1)
  expect(departures.count(89_999)).toBe(1)
  expect(departures.count(90_000)).toBe(0)
})

test('Q5: of those that cannot be recognised, who comes takes the place of who left', () => {
  const departures = new Departures()
  for (let n = 0; n < 10; n++) departures.left(null, 5_000 + n * 1_000)
  expect(departures.count(20_000)).toBe(10)
  for (let n = 0; n < 4; n++) departures.came(null, 20_000)
  expect(departures.count(20_000)).toBe(6)
  expect(departures.count(71_000)).toBe(3)
  expect(departures.count(200_000)).toBe(0)
  departures.came(null, 200_000)
  expect(departures.count(200_000)).toBe(0)
})

test('Q5: counts with keys what a list of all that happened says', () => {
  const step = fc.tuple(
    fc.integer({ min: 0, max: 9 }),
    fc.boolean(),
    fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 70_000 })),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), steps => {
      const departures = new Departures()
      const leftAtMs = new Map<string, number>()
      let nowMs = 0
      for (const [n, leaves, afterMs] of steps) {
        nowMs += afterMs
        if (leaves) {
          departures.left(`${n}`, nowMs)
          leftAtMs.set(`${n}`, nowMs)
        } else {
          departures.came(`${n}`, nowMs)
          leftAtMs.delete(`${n}`)
        }
        const away = [...leftAtMs.values()].filter(at => nowMs - at < 60_000)
        expect(departures.count(nowMs)).toBe(away.length)
      }
    }),
  )
})
