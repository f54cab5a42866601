import { expect, test } from 'vitest'
import { changesBetween } from './recording.ts'

test('a first answer is whole, a later one what changed', () => {
  const first = { pool: { current: 1, limit: null }, tier: { local: null } }
  expect(changesBetween(undefined, first)).toEqual({ '': first })
  const next = { pool: { current: 2, limit: null }, tier: { local: { reason: 'memory' } } }
  expect(changesBetween(first, next)).toEqual({ 'pool.current': 2, 'tier.local': { reason: 'memory' } })
})

test('an object whose keys change is written whole', () => {
  expect(changesBetween({ a: { x: 1 } }, { a: { x: 1, y: 2 } })).toEqual({ a: { x: 1, y: 2 } })
})
