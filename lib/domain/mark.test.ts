import { expect, test } from 'vitest'
import { orderMark, stormMark } from './mark.ts'

const NOON = Date.UTC(2026, 10, 21, 12)

test('an order is named by its tier, whether it is in force or long over', () => {
  expect(orderMark({ id: 'l', tier: 2, startedAt: 1 })).toEqual({
    kind: 'lease',
    id: 'l',
    label: 'tier 2',
    from: 1,
    to: null,
  })
  expect(orderMark({ id: 'l', tier: 2, startedAt: 1, endedAt: 9 })).toMatchObject({ label: 'tier 2', to: 9 })
})

test('a storm is named by when it began, with the day where that is not today', () => {
  const storm = { id: 's', startedAt: NOON, endedAt: null }
  expect(stormMark(storm, NOON + 60_000)).toMatchObject({
    kind: 'storm',
    label: 'storm began 12:00:00',
    to: null,
  })
  expect(stormMark(storm, null, 'Asia/Tokyo').label).toBe('storm began 21 Nov 21:00:00')
})
