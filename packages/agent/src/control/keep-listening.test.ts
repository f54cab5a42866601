import { expect, test } from 'vitest'
import { retryAfterMs } from './keep-listening.ts'

test('C8: tries are ever further apart, up to a few seconds, and never at the same time on all nodes', () => {
  expect([1, 2, 3, 4, 5, 100].map(failed => retryAfterMs(failed, 0.5))).toEqual([
    500, 1_000, 2_000, 4_000, 5_000, 5_000,
  ])
  expect([retryAfterMs(100, 0), retryAfterMs(100, 1)]).toEqual([2_500, 7_500])
})
