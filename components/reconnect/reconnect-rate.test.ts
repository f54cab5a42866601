import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { totalsOf } from '@/lib/domain/pool/scope-totals.ts'
import { isAtLeast, reconnectContext } from './reconnect-rate.ts'

const fleet = { kind: 'fleet', name: null } as const

test('a node that is missing makes the sum a lower bound, and the clause says how many are in it', () => {
  const totals = totalsOf(FLEETS['partly-blind'], fleet)
  expect(isAtLeast(totals)).toBe(true)
  expect(reconnectContext(totals)).toMatch(/^ws-3 full in 6 min · 3 of 4 nodes · mean of last/)
})

test('with all nodes in it the sum is what it is', () => {
  const totals = totalsOf(FLEETS.calm, fleet)
  expect(isAtLeast(totals)).toBe(false)
  expect(reconnectContext(totals)).toMatch(/^mean of last/)
})

test('hidden attempts make it a lower bound too, and so its mean and its peak', () => {
  const totals = totalsOf(FLEETS['lower-bound'], fleet)
  expect(isAtLeast(totals)).toBe(true)
  expect(reconnectContext(totals)).toMatch(
    /^ws-3 full in 6 min · mean of last 60 s ≥ \d+\/s · peak second ≥ \d+/,
  )
})
