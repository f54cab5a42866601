import { expect, test } from 'vitest'
import { panelStateOf } from './panel-state.ts'

const facts = { heard: true, reach: 'fresh', ageMs: 300, lastSeenAt: 5_000, error: null } as const

test.each([
  [{ ...facts, heard: false, reach: null, ageMs: null }, { kind: 'first-load' }],
  [facts, { kind: 'fresh', ageMs: 300 }],
  [
    { ...facts, ageMs: 22_000 },
    { kind: 'fresh', ageMs: 22_000 },
  ],
  [
    { ...facts, reach: 'stale' as const, ageMs: 2_501 },
    { kind: 'stale', ageMs: 2_501 },
  ],
  [
    { ...facts, reach: null, ageMs: null },
    { kind: 'no-data', since: 5_000 },
  ],
  [
    { ...facts, reach: null, ageMs: null, lastSeenAt: null },
    { kind: 'no-data', since: null },
  ],
  [
    { ...facts, reach: null, ageMs: null, error: 'no' },
    { kind: 'refused', error: 'no' },
  ],
])('%j is %j', (given, state) => expect(panelStateOf(given)).toEqual(state))

test('an error of one source does not hide samples that are fresh', () => {
  expect(panelStateOf({ ...facts, error: 'ws-4 refused' }).kind).toBe('fresh')
})
