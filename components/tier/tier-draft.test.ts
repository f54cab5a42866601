import { formatScope } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { draftLead, draftTitle, missingFrom, scopeChoices, type TierDraft } from './tier-draft.ts'

const fleet = { kind: 'fleet', name: null } as const
const draft: TierDraft = {
  tier: 4,
  scope: fleet,
  durationMs: 900_000,
  reason: '',
  drainPerSecond: null,
  typed: '',
}

test('tiers 4 and 5 need a reason, the others may have one', () => {
  expect(missingFrom(draft)).toBe('Tier 4 needs a reason.')
  expect(missingFrom({ ...draft, reason: '  ' })).toBe('Tier 4 needs a reason.')
  expect(missingFrom({ ...draft, reason: 'memory' })).toBeNull()
  expect(missingFrom({ ...draft, tier: 3 })).toBeNull()
})

test('the title says what will happen, where', () => {
  expect(draftTitle(draft)).toBe('Switch the whole fleet to tier 4: Long polling')
  expect(draftTitle({ ...draft, tier: 1, scope: { kind: 'group', name: 'eu-west' } })).toBe(
    'Release eu-west: back to full service',
  )
})

test('what users are told is quoted where they are told anything', () => {
  expect(draftLead(3)).toContain('They see “Real-time features are limited.”')
  expect(draftLead(1)).not.toContain('They see')
})

test('what the window was opened for is always among the choices, and nothing twice', () => {
  const preset = { kind: 'node', name: 'ws-4' } as const
  const choices = scopeChoices(FLEETS.storm, [preset]).map(formatScope)
  expect(choices).toContain('fleet')
  expect(choices).toContain('node:ws-4')
  expect(new Set(choices).size).toBe(choices.length)
})
