import { expect, test } from 'vitest'
import { FLEETS } from '../../../components/gallery/fixtures/fleets.ts'
import { marksOf } from './live-marks.ts'

const fleet = { kind: 'fleet', name: null } as const

test('orders in force and running storms are marked at once', () => {
  expect(marksOf(FLEETS.storm, fleet, []).map(mark => mark.label)).toEqual(['tier 2', 'storm began 14:03:22'])
})

test('a scope shows only what concerns it', () => {
  const group = { kind: 'group', name: 'us-east' } as const
  expect(marksOf(FLEETS.storm, group, []).map(mark => mark.kind)).toEqual(['lease'])
})

test('what the history knows too is drawn once', () => {
  const live = marksOf(FLEETS.storm, fleet, [])
  expect(marksOf(FLEETS.storm, fleet, live)).toHaveLength(live.length)
})

test('times are written in one zone, also of what is over, and name a day that is not today', () => {
  const past = [{ kind: 'storm' as const, id: 'old', label: 'storm began 12:00:00', from: 0, to: 60_000 }]
  const [old] = marksOf(FLEETS.calm, fleet, past, 'Asia/Tokyo')
  expect(old?.label).toMatch(/^storm began 1 Jan 09:00:00/)
})
