import { expect, test } from 'vitest'
import { PLACES, placeOf } from './nav-places.ts'

test('a page below a place belongs to it', () => {
  expect(placeOf('/nodes/ws-2')?.id).toBe('nodes')
  expect(placeOf('/')?.id).toBe('fleet')
  expect(placeOf('/nodesandmore')).toBeUndefined()
})

test('every letter leads to one place', () =>
  expect(new Set(PLACES.map(place => place.key)).size).toBe(PLACES.length))
