import { expect, test } from 'vitest'
import { parseRotation, viewAt } from './rotation.ts'

test('views take turns by the clock, and come round again', () => {
  const minute = 1_795_307_640_000
  const shown = [0, 19_999, 20_000, 40_000, 60_000].map(ms => viewAt(minute + ms, 3, 20))
  expect(shown).toEqual([0, 0, 1, 2, 0].map(view => (view + viewAt(minute, 3, 20)) % 3))
})

test.each([
  ['20', 20],
  ['4', null],
  ['3601', null],
  ['2.5', null],
  ['soon', null],
  ['', null],
  [null, null],
])('?rotate=%s', (written, seconds) => expect(parseRotation(written)).toBe(seconds))
