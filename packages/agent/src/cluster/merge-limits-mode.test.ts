import { expect, test } from 'vitest'
import { limitsModeOf, limitsWarning } from './merge-limits-mode.ts'

test('X8: limits are enforced where every worker enforces them, and a warning says where only some do', () => {
  expect(limitsModeOf(['enforce', 'enforce'], 'observe')).toBe('enforce')
  expect(limitsModeOf(['enforce', 'observe'], 'enforce')).toBe('observe')
  expect(limitsModeOf(['observe'], 'enforce')).toBe('observe')
  expect(limitsModeOf([], 'enforce')).toBe('enforce')
  expect(limitsWarning(['observe', 'observe'])).toEqual([])
  expect(limitsWarning(['enforce', 'enforce'])).toEqual([])
  expect(limitsWarning(['enforce', 'observe'])).toMatchObject([
    { id: 'limits-mode', text: expect.stringMatching(/^1 of 2 workers/) },
  ])
})
