import { expect, test } from 'vitest'
import { fillsSoon } from './fills-soon.ts'

const filling = (
  timeToFullMs: number | null,
  fullsFirst: 'connections' | 'descriptors' = 'connections',
  nodes = 1,
  status: 'normal' | 'critical' = 'critical',
) => ({ nodes, timeToFull: { timeToFullMs, fullsFirst, node: 'ws-2', fillingKnown: true, status } })

test('what is full within the hour is told, what is not is no news', () => {
  expect(fillsSoon(filling(6 * 60_000))).toBe('full in 6 min')
  expect(fillsSoon(filling(45_000, 'descriptors'))).toBe('descriptors run out in 45 s')
  expect(fillsSoon(filling(2 * 3_600_000))).toBe('')
  expect(fillsSoon(filling(null))).toBe('')
})

test('among several nodes the one that fills first is named: the time is not that of all of them', () => {
  expect(fillsSoon(filling(6 * 60_000, 'connections', 4))).toBe('ws-2 full in 6 min')
  expect(fillsSoon(filling(45_000, 'descriptors', 4))).toBe('ws-2: descriptors run out in 45 s')
})

test('a pool that only fills is not said to be running out: nothing contradicts a verdict of calm (ADR 8)', () => {
  expect(fillsSoon(filling(60_000, 'connections', 4, 'normal'))).toBe('ws-2 would fill in 1 min at this rate')
  expect(fillsSoon(filling(45_000, 'descriptors', 1, 'normal'))).toBe(
    'descriptors would run out in 45 s at this rate',
  )
})
