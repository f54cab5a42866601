import { expect, test } from 'vitest'
import { RecentPeak } from './recent-peak.ts'

test('C11: a peak is forgotten after ten minutes, not kept since the start', () => {
  const peak = new RecentPeak()
  const minute = 60_000
  peak.offer(8_000, 30 * minute)
  expect(peak.read(800, 39 * minute)).toBe(8_000)
  expect(peak.read(800, 40 * minute)).toBe(800)
  expect(peak.read(10, 500 * minute)).toBe(10)
})
