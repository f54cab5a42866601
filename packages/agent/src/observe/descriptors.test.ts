import { expect, test } from 'vitest'
import { type DescriptorFolder, Descriptors } from './descriptors.ts'

function reading(folder: DescriptorFolder): () => number | null {
  const descriptors = new Descriptors(folder)
  return () => descriptors.read().open
}

test('D6: a kernel that does not say how many descriptors there are is not asked to list them each time', () => {
  let nowMs = 0
  let listings = 0
  const list = () => {
    listings++
    nowMs += 30
    return 15_000 + listings
  }
  const open = reading({ size: () => 0, list, now: () => nowMs })
  expect(Array.from({ length: 10 }, open)).toEqual(new Array(10).fill(15_001))
  // It took 30 ms: at most a hundredth of the time goes into it.
  nowMs = 2_999
  expect(open()).toBe(15_001)
  nowMs = 3_000
  expect(open()).toBe(15_002)
  expect(listings).toBe(2)
})

test('D6: a short listing is used for a second, and one that fails is unknown', () => {
  let nowMs = 0
  let left = 5
  const list = () => {
    if (left === 0) throw new Error('EMFILE')
    return left
  }
  const open = reading({ size: () => 0, list, now: () => nowMs })
  expect(open()).toBe(5)
  left = 0
  nowMs = 999
  expect(open()).toBe(5)
  nowMs = 1_000
  expect(open()).toBeNull()
})

test('D6: where the size tells, nothing is listed, and a size that cannot be read is unknown, not 0', () => {
  let size = 12
  const open = reading({
    size: () => size,
    list: () => {
      throw new Error('not asked for')
    },
    now: () => 0,
  })
  expect(open()).toBe(12)
  size = 0
  expect(open()).toBeNull()
})
