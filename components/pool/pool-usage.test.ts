import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { historyFixture } from '@/components/gallery/fixtures/history-fixture.ts'
import { totalsOf } from '@/lib/domain/pool/scope-totals.ts'
import { poolBadge, poolContext, poolSample, usageColumns } from './pool-usage.ts'

const fleet = { kind: 'fleet', name: null } as const

test('says how many, of how many, and what fills where', () => {
  expect(poolContext(totalsOf(FLEETS.storm, fleet))).toBe('ws-3 full in 6 min · 164,492 of 200,000')
})

test('says of how many nodes when one does not answer', () => {
  expect(poolContext(totalsOf(FLEETS['partly-blind'], fleet))).toContain('3 of 4 nodes')
})

test('connections are not held against limits of other nodes', () => {
  const nodes = FLEETS.calm.nodes.map((node, i) => (i === 0 ? { ...node, connectionLimit: null } : node))
  const totals = totalsOf({ ...FLEETS.calm, nodes }, fleet)
  expect(poolContext(totals)).toMatch(/^[\d,]+ connections · limits of 3 of 4 nodes/)
  const { connections, limit } = poolSample(totals)
  expect((connections ?? 0) / (limit ?? 1)).toBeCloseTo(totals.usageRatio.value ?? 0)
})

test('the badge names the threshold that was passed', () => {
  expect(poolBadge(totalsOf(FLEETS.storm, fleet).usageRatio)).toBe('over 70 %')
  expect(poolBadge(totalsOf(FLEETS.calm, fleet).usageRatio)).toBeNull()
})

test('usage is unknown where the limit is', () => {
  const history = historyFixture('pool', fleet, FLEETS.calm)
  const [first] = usageColumns(history).series
  expect(first?.max.every(value => value !== null && value > 0.5 && value < 0.7)).toBe(true)
  const blind = { ...history, series: history.series.filter(series => series.id === 'connections') }
  expect(usageColumns(blind).series[0]?.max.every(value => value === null)).toBe(true)
})
