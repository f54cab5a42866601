import { expect, test } from 'vitest'
import { Pacer } from './pacer.ts'

test('keeps a steady rate whatever the rhythm of the calls', () => {
  const pacer = new Pacer(300, 0)
  let issued = 0
  for (const now of [3, 10, 11, 40, 100, 333, 500, 740, 980, 1_000]) issued += pacer.due(now)
  expect(issued).toBe(300)
})

test('does not make up for a stall', () => {
  const pacer = new Pacer(300, 0)
  expect(pacer.due(5_000)).toBe(75)
  expect(pacer.due(5_000)).toBe(0)
  expect(pacer.due(5_100)).toBe(30)
})
