import { expect, test } from 'vitest'
import { agedFleet, withoutValues } from '../aged-fleet.ts'
import type { FleetState } from '../fleet-state.ts'
import { fleetSample, leaseSample, nodeSample, SAMPLE_AT, stormSample } from '../test/fleet-sample.ts'
import { verdictOf } from './verdict.ts'

/** SAMPLE_AT is Sunday, 15 June, 15:06:40 UTC. */
const THREE_DAYS_AGO = SAMPLE_AT - 3 * 24 * 3_600_000
const FLEET = { kind: 'fleet', name: null } as const
const words = (state: FleetState, zone?: string) => Object.values(verdictOf(state, FLEET, zone)).join('\n')

test('what has lasted since another day names it', () => {
  const reduced = nodeSample('ws-1', { orderedTier: 2, effectiveTier: 2, tierSince: THREE_DAYS_AGO })
  const lease = leaseSample({ startedAt: THREE_DAYS_AGO, endsAt: null })
  const state = fleetSample([reduced])
  const said = words({ ...state, tier: { ...state.tier, leases: [lease], ordered: 2 } })
  expect(said).toContain('since 12 Jun 15:06.')
  expect(said).toContain(' at 12 Jun 15:06:40')
})

test('a node silent since another day, and a fleet', () => {
  const gone = withoutValues(nodeSample('ws-1', { reach: 'silent', lastSeenAt: THREE_DAYS_AGO }))
  expect(words(fleetSample([gone, nodeSample('ws-2')]))).toContain('no data since 12 Jun 15:06:40')
  const said = words(fleetSample([gone]))
  expect(said).toContain('responding since 12 Jun 15:06:40')
  expect(said).toContain('BLIND since 12 Jun 15:06')
  expect(said).toContain('No server has been seen since 12 Jun 15:06.')
})

test('a server of ours that is not heard since another day', () => {
  const silentMs = SAMPLE_AT - THREE_DAYS_AGO
  const said = words(agedFleet(fleetSample([nodeSample('ws-1')]), silentMs))
  expect(said).toContain('not heard since 15 Jun 15:06')
})

test('the same evening is another day where midnight has passed in the zone', () => {
  const storm = stormSample({ startedAt: Date.UTC(2025, 5, 15, 14, 50) })
  const node = nodeSample('ws-2', { stormState: 'storm', stormSince: storm.startedAt })
  const state = (at: number) => ({ ...fleetSample([node], { storms: [storm] }), at })
  expect(words(state(Date.UTC(2025, 5, 15, 15, 6)))).toContain('since 14:50.')
  expect(words(state(Date.UTC(2025, 5, 15, 15, 6)), 'Asia/Tokyo')).toContain('since 15 Jun 23:50.')
})
