import { expect, test } from 'vitest'
import { fillsSoon } from './fills-soon.ts'

const filling = (timeToFullMs: number | null, fullsFirst: 'connections' | 'descriptors' = 'connections') => ({
  timeToFullMs,
  fullsFirst,
  node: 'ws-2',
  fillingKnown: true,
})

test('what is full within the hour is told, what is not is no news', () => {
  expect(fillsSoon(filling(6 * 60_000))).toBe('full in 6 min')
  expect(fillsSoon(filling(45_000, 'descriptors'))).toBe('descriptors run out in 45 s')
  expect(fillsSoon(filling(2 * 3_600_000))).toBe('')
  expect(fillsSoon(filling(null))).toBe('')
})
