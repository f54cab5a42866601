import type { AgentStatus } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { mergeBreakers } from './merge-breakers.ts'

test('X8: a breaker is that of the worker that is worst off, whichever reports last', () => {
  const workers: AgentStatus['breakers'][] = [
    { billing: 'open', search: 'half-open', mail: 'closed' },
    { billing: 'closed', search: 'closed', mail: 'closed', maps: 'half-open' },
    { billing: 'half-open' },
  ]
  const worst = { billing: 'open', search: 'half-open', mail: 'closed', maps: 'half-open' }
  expect(mergeBreakers(workers)).toEqual(worst)
  expect(mergeBreakers(workers.toReversed())).toEqual(worst)
  expect(mergeBreakers([])).toEqual({})
})

test('X8: beyond as many breakers as a status tells, one that is open is among those that are', () => {
  const closed = (worker: number) =>
    Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`service-${worker}-${n}`, 'closed' as const]))
  const merged = mergeBreakers([closed(1), { ...closed(2), 'service-2-31': 'open' }])
  expect(Object.keys(merged)).toHaveLength(32)
  expect(merged['service-2-31']).toBe('open')
})
