import { expect, test } from 'vitest'
import { chartMarkSpan } from './chart-mark-span.ts'

test.each([
  [
    { from: 10, to: 20 },
    { from: 10, to: 20, began: true },
  ],
  [
    { from: 10, to: null },
    { from: 10, to: 100, began: true },
  ],
  [
    { from: 10, to: 500 },
    { from: 10, to: 100, began: true },
  ],
  [
    { from: -10, to: 20 },
    { from: 0, to: 20, began: false },
  ],
  [{ from: -10, to: -1 }, null],
  [{ from: 101, to: null }, null],
])('%j within 0 to 100', (mark, span) => expect(chartMarkSpan(mark, 0, 100)).toEqual(span))
