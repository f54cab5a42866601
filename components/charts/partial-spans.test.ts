import { expect, test } from 'vitest'
import { partialSpans } from './partial-spans.ts'

const spans = (partial?: boolean[]) =>
  partialSpans({ fromAt: 1_000, stepMs: 10, series: [], ...(partial ? { partial } : {}) })

test('columns side by side are one stretch, and others are their own', () => {
  expect(spans([true, true, false, true])).toEqual([
    { from: 1_000, to: 1_020 },
    { from: 1_030, to: 1_040 },
  ])
})

test('nothing is marked where every node reported, or nobody says', () => {
  expect(spans([false, false])).toEqual([])
  expect(spans()).toEqual([])
})
