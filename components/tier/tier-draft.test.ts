import { formatScope, nodesScope, type Scope } from '@stormdeck/protocol'
import { describe, expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { recommendedIn } from './recommended-tier.ts'
import { incidentPreset, missingFrom, rungPreset, scopeChoices, type TierDraft } from './tier-draft.ts'
import { usualPreset } from './tier-preset.ts'

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

test('what the window was opened for is always among the choices, and nothing twice', () => {
  const preset = { kind: 'node', name: 'ws-4' } as const
  const choices = scopeChoices(FLEETS.storm, [preset]).map(formatScope)
  expect(choices).toContain('fleet')
  expect(choices).toContain('node:ws-4')
  expect(new Set(choices).size).toBe(choices.length)
})

describe('what a button for a recommendation opens', () => {
  const eu: Scope = { kind: 'group', name: 'eu-west' }
  const whole: Scope = { kind: 'fleet', name: null }
  const { recommended } = FLEETS.storm.tier

  test('the recommended rung: the nodes it is recommended for, and no wider scope', () => {
    expect(rungPreset(3, 2, recommended, whole)).toEqual({ tier: 3, scope: eu })
    expect(rungPreset(4, 2, recommended, whole)).toEqual({ tier: 4, scope: whole })
    expect(rungPreset(2, 2, recommended, whole)).toEqual({ tier: 1, scope: whole })
    expect(usualPreset(recommended, whole)).toEqual({ tier: 3, scope: eu })
    expect(usualPreset(null, whole)).toEqual({ tier: 2, scope: whole })
  })

  test('a recommendation for other nodes is none for those looked at', () => {
    expect(recommendedIn(FLEETS.storm, whole)).toBe(recommended)
    expect(recommendedIn(FLEETS.storm, { kind: 'node', name: 'ws-2' })).toBe(recommended)
    expect(recommendedIn(FLEETS.storm, { kind: 'group', name: 'us-east' })).toBeNull()
  })

  test('an incident: tier 2 on its nodes; on none where they are gone', () => {
    expect(incidentPreset(FLEETS.storm, ['ws-2', 'ws-3'])).toEqual({
      tier: 2,
      scope: nodesScope(['ws-2', 'ws-3']),
    })
    expect(incidentPreset(FLEETS.storm, ['gone'])).toBeNull()
  })
})
