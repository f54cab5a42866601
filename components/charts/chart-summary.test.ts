import { expect, test } from 'vitest'
import { chartSummary } from './chart-summary.ts'

const data = {
  fromAt: Date.UTC(2026, 10, 21, 14, 0, 0),
  stepMs: 60_000,
  series: [{ id: 'a', label: 'Attempts', look: 'main' as const, min: [1, null, 2], max: [5, null, 3] }],
}
const format = (value: number) => `${value}/s`

test('says latest, lowest, highest, what is unknown, limits and marks', () => {
  expect(
    chartSummary({
      title: 'Reconnect rate',
      data,
      format,
      thresholds: [{ value: 100, label: 'storm: mean over 100/s', tone: 'crit' }],
      marks: [{ kind: 'storm', id: 's', label: 'storm', from: data.fromAt, to: null }],
    }),
  ).toBe(
    'Reconnect rate, 3 min until 14:03:00 UTC. Attempts: latest 3/s, lowest 1/s, highest 5/s at 14:00:00 UTC. ' +
      'Unknown for 1 min. Limit: storm: mean over 100/s. storm from 14:00:00 UTC, ongoing.',
  )
})

test('a chart of the past, of days, and a mark of another day name the day', () => {
  const asked = { title: 'T', data, format, thresholds: [], marks: [] }
  expect(chartSummary({ ...asked, past: true })).toContain('highest 5/s at 21 Nov 14:00:00 UTC')
  const days = { ...data, stepMs: 24 * 3_600_000 }
  expect(chartSummary({ ...asked, data: days })).toContain('3 d until 24 Nov 14:00:00 UTC')
  const monday = data.fromAt - 5 * 24 * 3_600_000
  const marks = [{ kind: 'lease' as const, id: 'l', label: 'tier 2', from: monday, to: null }]
  expect(chartSummary({ ...asked, marks })).toContain('tier 2 from 16 Nov 14:00:00 UTC, ongoing.')
})

test('a series without any value is told as such, not as zero', () => {
  const empty = {
    ...data,
    series: [
      { ...data.series[0], id: 'a', label: 'Attempts', look: 'main' as const, min: [null], max: [null] },
    ],
  }
  expect(chartSummary({ title: 'T', data: empty, format, thresholds: [], marks: [] })).toContain(
    'Attempts: no data.',
  )
})
