import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { navCounts } from './nav-counts.ts'

test('a running storm is critical, one that clears is a warning', () => {
  expect(navCounts(FLEETS.storm).storms).toEqual({ number: 1, tone: 'crit' })
  expect(navCounts(FLEETS.recovering).storms).toEqual({ number: 1, tone: 'warn' })
  expect(navCounts(FLEETS.calm).storms?.number).toBe(0)
})

test('orders are blue whatever they order', () =>
  expect(navCounts(FLEETS['on-purpose']).tiers?.tone).toBe('order'))
