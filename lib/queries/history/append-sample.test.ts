import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendSample } from './append-sample.ts'

const history = {
  fromAt: 1_000,
  stepMs: 100,
  partial: [true, false, false],
  series: [{ id: 'a', unit: 'connections' as const, min: [1, 2, 3], max: [1, 2, 4] }],
}
const after = (at: number, a: number | null) => appendSample(history, { at, values: { a } })

test('within the last column its extremes grow', () => {
  expect(after(1_250, 9).series[0]).toMatchObject({ min: [1, 2, 3], max: [1, 2, 9] })
  expect(after(1_250, 0).series[0]).toMatchObject({ min: [1, 2, 0], max: [1, 2, 4] })
})

test('a new column moves the range on and keeps its length', () => {
  const moved = after(1_300, 7)
  expect(moved.fromAt).toBe(1_100)
  expect(moved.series[0]).toMatchObject({ min: [2, 3, 7], max: [2, 4, 7] })
})

test('a column in which a node was not heard stays marked, and moves with the range', () => {
  const sample = (at: number, partial: boolean) => ({ at, values: { a: 1 }, partial })
  const marked = appendSample(history, sample(1_250, true))
  expect(marked.partial).toEqual([true, false, true])
  expect(appendSample(marked, sample(1_260, false)).partial).toEqual([true, false, true])
  expect(appendSample(marked, sample(1_300, false)).partial).toEqual([false, true, false])
})

test('columns nobody saw stay unknown', () => {
  expect(after(1_400, 7).series[0]?.max).toEqual([4, null, 7])
  expect(after(1_300, null).series[0]?.max).toEqual([2, 4, null])
})

test('what is older changes nothing', () => expect(after(1_150, 9)).toBe(history))

test('what is further ahead than the whole range leaves nothing of it, and never an old range labelled now', () => {
  const moved = after(9_040, 9)
  expect(moved.fromAt).toBe(8_800)
  expect(moved.series[0]).toMatchObject({ min: [null, null, 9], max: [null, null, 9] })
})

test('whatever comes, the length stays and time never runs backwards', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5_000), fc.option(fc.nat(50)))), samples => {
      let now = history
      for (const [at, a] of samples) {
        const next = appendSample(now, { at, values: { a } })
        expect(next.series[0]?.max).toHaveLength(3)
        expect(next.fromAt).toBeGreaterThanOrEqual(now.fromAt)
        now = next
      }
    }),
  )
})
