import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { releaseOutcome } from '@/lib/domain/tier/release-outcome.ts'
import { draftLead, draftTitle, openSessionsWords } from './draft-words.ts'

const fleet = { kind: 'fleet', name: null } as const
const ws2 = { kind: 'node', name: 'ws-2' } as const
/** One order, tier 2 for the whole fleet. */
const { storm } = FLEETS

test('the title of an order says what will happen, where', () =>
  expect(draftTitle({ tier: 4, scope: fleet }, null)).toBe('Switch the whole fleet to tier 4: Long polling'))

test('the title of a release says what is in force afterwards', () => {
  const titleOf = (scope: typeof fleet | typeof ws2, leaseId?: string) =>
    draftTitle({ tier: 1, scope, leaseId }, releaseOutcome(storm, { scope, leaseId }))
  expect(titleOf(fleet)).toBe('Release the whole fleet: back to full service')
  expect(titleOf(ws2)).toBe('Release ws-2: tier 2 stays (order on the whole fleet)')
  expect(titleOf(fleet, 'lease-18')).toBe('Release tier 2 on the whole fleet: back to full service')
})

test('what users are told is quoted where they are told anything', () => {
  expect(draftLead({ tier: 3, scope: fleet })).toContain('They see “Real-time features are limited.”')
  expect(draftLead({ tier: 1, scope: fleet })).toMatch(/^Every order inside this scope/)
  expect(draftLead({ tier: 1, scope: fleet, leaseId: 'lease-18' })).toMatch(/^This order alone/)
})

test('open sessions follow at once; only from tier 3 on are they moved, and only where that is chosen', () => {
  expect(openSessionsWords({ tier: 2, drainPerSecond: 20 }, 2)).toBe('reduced at once')
  expect(openSessionsWords({ tier: 3, drainPerSecond: null }, 3)).toBe('reduced at once, stay open')
  expect(openSessionsWords({ tier: 4, drainPerSecond: 20 }, 4)).toBe('reduced at once, moved at 20/s')
  expect(openSessionsWords({ tier: 1, drainPerSecond: null }, 1)).toBe('back as each node steps up')
  expect(openSessionsWords({ tier: 1, drainPerSecond: null }, 2)).toBe('stay reduced')
})
