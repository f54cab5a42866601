import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_POINTS, RANGE_MS, RANGES } from '../../contract/history.ts'
import { evaluationsOf, foldColumns, planRange, stretches } from './range-plan.ts'

const endAt = 1_795_000_003_217

describe('the plan of a range', () => {
  it.each(RANGES.flatMap(range => [1_000, 5_000, 15_000, 60_000].map(scrape => [range, scrape] as const)))(
    '%s at a scrape every %s ms: at most 300 columns that reach to now',
    (range, scrape) => {
      const plan = planRange(range, endAt, scrape)
      expect(plan.columns).toBeLessThanOrEqual(MAX_POINTS)
      expect(plan.columns * plan.stepMs).toBeGreaterThanOrEqual(RANGE_MS[range])
      expect(plan.fromAt + plan.columns * plan.stepMs).toBeGreaterThan(endAt)
      expect(plan.fromAt + (plan.columns - 1) * plan.stepMs).toBeLessThanOrEqual(endAt)
      expect(plan.stepMs % plan.evaluationMs).toBe(0)
      expect(plan.evaluationMs % scrape).toBe(0)
      expect(plan.evaluationMs % plan.gaugeMs).toBe(0)
      expect(plan.gaugeMs % scrape).toBe(0)
      expect((plan.columns * plan.stepMs) / plan.evaluationMs).toBeLessThanOrEqual(11_250)
      expect((plan.columns * plan.stepMs) / plan.gaugeMs).toBeLessThanOrEqual(180_000)
    },
  )

  it('asks 30 days at a 15 s scrape every 4 min, and plain gauges at every scrape', () => {
    expect(planRange('30d', endAt, 15_000)).toMatchObject({
      columns: 300,
      stepMs: 8_640_000,
      evaluationMs: 240_000,
      gaugeMs: 15_000,
    })
  })

  it('evaluates a level up to the newest sample, and a rate where its window has passed', () => {
    const plan = planRange('30d', endAt, 15_000)
    expect(evaluationsOf(plan, 240_000, true).lastAt).toBeGreaterThanOrEqual(endAt)
    expect(evaluationsOf(plan, 240_000, false).lastAt).toBeLessThanOrEqual(endAt)
  })

  it('splits evaluations without a gap or a double, within what Prometheus allows', () => {
    const parts = stretches(60_000, 43_200 * 60_000, 60_000)
    expect(parts[0]?.from).toBe(60_000)
    expect(parts.at(-1)?.to).toBe(43_200 * 60_000)
    for (const [i, part] of parts.entries()) {
      expect((part.to - part.from) / 60_000 + 1).toBeLessThanOrEqual(11_000)
      const next = parts[i + 1]
      if (next) expect(next.from).toBe(part.to + 60_000)
    }
  })

  it('keeps every extreme: the fold has the minimum and maximum of what went in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 60 }),
        values => {
          const plan = planRange('15m', endAt, 15_000)
          const at = values.map((_, i) => plan.fromAt + (i + 1) * plan.evaluationMs)
          const known = values.filter(value => value !== null)
          const max = foldColumns(plan, { at, values }, 'max').filter(value => value !== null)
          const min = foldColumns(plan, { at, values }, 'min').filter(value => value !== null)
          expect(Math.max(...max)).toBe(Math.max(...known))
          expect(Math.min(...min)).toBe(Math.min(...known))
        },
      ),
    )
  })

  it('puts an evaluation on an edge into the column that it looks back on', () => {
    const plan = planRange('1h', endAt, 15_000)
    const columns = foldColumns(plan, { at: [plan.fromAt, plan.fromAt + plan.stepMs], values: [5, 7] }, 'max')
    expect(columns.slice(0, 2)).toEqual([7, null])
  })
})
