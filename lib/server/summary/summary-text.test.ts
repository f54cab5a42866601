import { expect, test } from 'vitest'
import type { Summary } from '../../contract/summary.ts'
import { fleetSample, nodeSample, SAMPLE_AT } from '../../domain/test/fleet-sample.ts'
import { summaryText } from './summary-text.ts'

const DAY_MS = 24 * 3_600_000
const day = (ago: number, over: Partial<Summary['days'][number]> = {}): Summary['days'][number] => ({
  at: Math.floor(SAMPLE_AT / DAY_MS) * DAY_MS - ago * DAY_MS,
  level: 'full',
  minutesDegraded: 0,
  minutesInStorm: 0,
  minutesObserved: 1_440,
  ...over,
})
const summary: Summary = {
  days: [
    day(4, { level: 'partly', minutesObserved: 3 }),
    day(3, { level: 'unknown', minutesObserved: 0 }),
    day(2, { level: 'storm', minutesInStorm: 12, minutesDegraded: 8 }),
    day(1, { level: 'degraded', minutesDegraded: 30 }),
    day(0),
  ],
  fullServiceRatio: 0.99123,
  minutesDegraded: 38,
  timeToActMs: 95_000,
  storms: 1,
  events: [
    {
      id: 'lease-1',
      kind: 'order',
      title: 'Tier 2, Reduced, on the whole fleet',
      detail: 'by on-call',
      startedAt: SAMPLE_AT - 300_000,
      endedAt: null,
    },
    {
      id: 'storm-1',
      kind: 'storm',
      title: 'Reconnect storm on ws-2',
      detail: '',
      startedAt: SAMPLE_AT - 2 * DAY_MS,
      endedAt: SAMPLE_AT - 2 * DAY_MS + 720_000,
    },
  ],
}
const fleet = fleetSample(['ws-1', 'ws-2'].map(id => nodeSample(id)))

test('says what the page says: sentence, numbers, days, events', () => {
  expect(
    summaryText(fleet, summary),
  ).toBe(`All green: live updates run at full service for 24,690 connections.
Both servers are responding, and no limit is near.

Connections: 24,690 (2 of 2 servers)
Pool: 25 % of the limit (2 of 2 servers)
Full service, 30 days: 99.12 % of the minutes watched
Minutes degraded: 38
Storms: 1
Time to act, typical: 1 min 35 s

Last 30 days:
Friday 13 June: 12 min of storm, 8 min degraded
Saturday 14 June: 30 min degraded
1 day at full service, 1 day partly watched, 1 day not watched

What happened:
15 Jun 15:01 UTC: Tier 2, Reduced, on the whole fleet, by on-call (running, 5 min)
13 Jun 15:06 UTC: Reconnect storm on ws-2 (12 min)

Whole fleet at 15 Jun 15:06 UTC
`)
})

test('nothing observed is a dash, never a zero or a hundred', () => {
  const text = summaryText(fleet, { ...summary, fullServiceRatio: null, timeToActMs: null, events: [] })
  expect(text).toContain('Full service, 30 days: — of the minutes watched')
  expect(text).toContain('Time to act, typical: —')
  expect(text).toContain('No storm and no order in the last 30 days.')
})

test('what is the matter with a source is named as it is', () => {
  const source = { id: 'p', kind: 'prometheus', status: 'failing', since: null } as const
  const sources = [{ ...source, error: 'A sentence.', headline: 'Prometheus answers in part' }]
  expect(summaryText({ ...fleet, sources }, summary)).toContain(
    '\nNot all sources are well: Prometheus answers in part\nWhole fleet at',
  )
})

test('the demo is not taken for a fleet of one’s own', () => {
  const text = summaryText(fleetSample([nodeSample('ws-1'), nodeSample('ws-2', { demo: true })]), summary)
  expect(text).toContain('\nDemo fleet at 15 Jun 15:06 UTC\n')
})
