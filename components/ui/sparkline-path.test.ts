import { expect, test } from 'vitest'
import { sparklinePath } from './sparkline-path.ts'

const box = { width: 10, height: 10 }

test('a line from zero at the bottom to the largest value at the top', () => {
  expect(sparklinePath([0, 2], box)).toBe('M0 10L10 0')
})

test('null is a gap, never zero', () => {
  expect(sparklinePath([1, null, 1], box, 1)).toBe('M0 0M10 0')
  expect(sparklinePath([null, null], box)).toBe('')
})

test('values above a given scale stay inside the box', () => {
  expect(sparklinePath([5, 50], box, 10)).toBe('M0 5L10 0')
})
