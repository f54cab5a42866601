import { expect, test } from 'vitest'
import { agedFleet } from './aged-fleet.ts'
import type { FleetState, TierState } from './fleet-state.ts'
import type { NodeReading } from './node-reading.ts'

const node = {
  id: 'ws-1',
  group: 'eu',
  reach: 'fresh',
  ageMs: 300,
  lastSeenAt: 700,
  resolutionMs: null,
  connections: 12,
  stormState: 'calm',
  burst: true,
  error: null,
} as NodeReading
const fleet = { at: 1_000, nodes: [node] } as unknown as FleetState
const after = (silentMs: number) => agedFleet(fleet, silentMs).nodes[0]

test('a feed in time changes nothing', () => expect(agedFleet(fleet, 0)).toBe(fleet))

test('a silent feed makes samples older, then stale, then withdraws them', () => {
  expect(after(2_000)).toMatchObject({ reach: 'fresh', ageMs: 2_300, connections: 12 })
  expect(after(3_000)).toMatchObject({ reach: 'stale', connections: 12 })
  expect(after(5_000)).toMatchObject({ reach: 'silent', connections: null, lastSeenAt: 700, id: 'ws-1' })
})

test('the silence between two polls makes samples stale, and withdraws them only once a poll is missing', () => {
  const polled = (silentMs: number) => agedFleet(fleet, silentMs, 3_850).nodes[0]
  expect(polled(3_000)).toMatchObject({ reach: 'stale', ageMs: 3_300 })
  expect(polled(5_000)).toMatchObject({ reach: 'stale', ageMs: 5_300, connections: 12 })
  expect(polled(8_000)).toMatchObject({ reach: 'silent', connections: null })
})

test('a node scraped every 15 s is as old as its scrapes make it', () => {
  const scraped = { ...fleet, nodes: [{ ...node, source: 'prometheus' as const, resolutionMs: 15_000 }] }
  const later = (silentMs: number) => agedFleet(scraped, silentMs).nodes[0]
  expect(later(20_000)).toMatchObject({ reach: 'fresh', connections: 12, ageMs: 20_300 })
  expect(later(40_000)).toMatchObject({ reach: 'stale', connections: 12 })
  expect(later(60_000)).toMatchObject({ reach: 'silent', connections: null, resolutionMs: 15_000 })
})

test('a withdrawn node is never calm and never bursting', () =>
  expect(after(60_000)).toMatchObject({ stormState: 'cannot-tell', burst: false }))

test('a node that is refused stays refused', () => {
  const refused = { ...fleet, nodes: [{ ...node, reach: 'refused' as const }] }
  expect(agedFleet(refused, 60_000).nodes[0]?.reach).toBe('refused')
})

test('a feed that is lost is a server not heard, from its last message on; a pause is not', () => {
  expect(agedFleet(fleet, 3_000).unheardSince).toBeUndefined()
  expect(agedFleet(fleet, 5_000).unheardSince).toBe(1_000)
  const silentBefore = { ...fleet, nodes: [{ ...node, reach: 'silent' as const }] }
  expect(agedFleet(silentBefore, 3_000).unheardSince).toBeUndefined()
  expect(agedFleet(silentBefore, 6_000).unheardSince).toBe(1_000)
  expect(agedFleet(fleet, 5_000, 3_850).unheardSince).toBeUndefined()
})

test('once the server is not heard, nothing is recommended and nothing is called safe', () => {
  const recommended = { tier: 3 } as TierState['recommended']
  const safeToStepUp = { safe: true, why: 'no storm' }
  const advised = { ...fleet, tier: { recommended, safeToStepUp, revision: 7 } as TierState }
  expect(agedFleet(advised, 3_000).tier).toEqual(advised.tier)
  const scraped = { ...advised, nodes: [{ ...node, source: 'prometheus' as const, resolutionMs: 15_000 }] }
  for (const fleet of [advised, scraped]) {
    const { tier } = agedFleet(fleet, 6_000)
    expect(tier).toMatchObject({ recommended: null, revision: 7, safeToStepUp: { safe: null } })
  }
})
