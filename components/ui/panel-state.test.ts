import { expect, test } from 'vitest'
import { panelStateOf } from './panel-state.ts'

const facts = { heard: true, ageMs: 300, lastSeenAt: 5_000, error: null }

test.each([
  [{ ...facts, heard: false, ageMs: null }, { kind: 'first-load' }],
  [facts, { kind: 'fresh', ageMs: 300 }],
  [
    { ...facts, ageMs: 2_501 },
    { kind: 'stale', ageMs: 2_501 },
  ],
  [
    { ...facts, ageMs: 5_001 },
    { kind: 'no-data', since: 5_000 },
  ],
  [
    { ...facts, ageMs: null, lastSeenAt: null },
    { kind: 'no-data', since: null },
  ],
  [
    { ...facts, ageMs: null, error: 'no' },
    { kind: 'refused', error: 'no' },
  ],
])('%j is %j', (given, state) => expect(panelStateOf(given)).toEqual(state))

test('an error of one source does not hide samples that are fresh', () => {
  expect(panelStateOf({ ...facts, error: 'ws-4 refused' }).kind).toBe('fresh')
})
