import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPolicy, MAX_LEAVE_AFTER_MS, type PolicyInput, type PolicyStep, stepPolicy } from './policy.ts'

const TROUBLE: PolicyInput = { wanted: 3, returnRatio: 0.9, calm: false }
const QUIET: PolicyInput = { wanted: 1, returnRatio: 0.5, calm: true }

/** Looks once a second; returns the steps with their second. */
function run(inputs: { input: PolicyInput; seconds: number }[], policy = createPolicy()) {
  const steps: (PolicyStep & { second: number })[] = []
  let second = 0
  for (const { input, seconds } of inputs)
    for (let i = 0; i < seconds; i++, second++) {
      const looked = stepPolicy(policy, input, second * 1_000)
      policy = looked.policy
      if (looked.step) steps.push({ ...looked.step, second })
    }
  return { policy, steps: steps.map(({ second, from, to }) => `${second}: ${from} → ${to}`) }
}

describe('policy', () => {
  test('enters at once, one tier at a time, one step a minute', () => {
    expect(run([{ input: TROUBLE, seconds: 200 }]).steps).toEqual(['0: 1 → 2', '60: 2 → 3'])
  })

  test('leaves after 60 s under 70 % without a storm', () => {
    const trouble = { input: { ...TROUBLE, wanted: 2 as const }, seconds: 30 }
    expect(run([trouble, { input: QUIET, seconds: 200 }]).steps).toEqual(['0: 1 → 2', '90: 2 → 1'])
  })

  test('the minute starts anew when it is not quiet in between', () => {
    const trouble = { input: { ...TROUBLE, wanted: 2 as const }, seconds: 30 }
    const busy = { input: { ...QUIET, returnRatio: 0.7 }, seconds: 1 }
    const { steps } = run([trouble, { input: QUIET, seconds: 40 }, busy, { input: QUIET, seconds: 200 }])
    expect(steps).toEqual(['0: 1 → 2', '131: 2 → 1'])
  })

  test.each([
    ['unknown usage', { returnRatio: null }],
    ['no storm verdict', { calm: null }],
    ['a storm', { calm: false }],
    ['a resource that no tier helps', { wanted: null }],
  ])('%s holds what is', (_, over) => {
    const trouble = { input: { ...TROUBLE, wanted: 2 as const }, seconds: 30 }
    expect(run([trouble, { input: { ...QUIET, ...over }, seconds: 600 }]).steps).toEqual(['0: 1 → 2'])
  })

  test('a return doubles the wait, up to half an hour', () => {
    let policy = createPolicy()
    const waits: number[] = []
    for (let round = 0, at = 0; round < 8; round++) {
      ;({ policy } = stepPolicy(policy, { ...TROUBLE, wanted: 2 }, at))
      waits.push(policy.leaveAfterMs / 60_000)
      const quietFrom = at + 60_000
      ;({ policy } = stepPolicy(policy, QUIET, quietFrom))
      ;({ policy } = stepPolicy(policy, QUIET, quietFrom + policy.leaveAfterMs))
      expect(policy.tier).toBe(1)
      at = quietFrom + policy.leaveAfterMs + 61_000
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
  })

  test('after half an hour in tier 1 the wait is a minute again', () => {
    const policy = { ...createPolicy(), leaveAfterMs: MAX_LEAVE_AFTER_MS, leftAt: 0 }
    expect(stepPolicy(policy, TROUBLE, MAX_LEAVE_AFTER_MS + 1).policy.leaveAfterMs).toBe(60_000)
  })

  test('whatever it looks at: never two steps within a minute, never a jump, never beyond what is wanted', () => {
    const input = fc.record({
      wanted: fc.constantFrom(1, 2, 3, null),
      returnRatio: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1, noNaN: true })),
      calm: fc.constantFrom(true, false, null),
    })
    const look = fc.array(fc.tuple(input, fc.integer({ min: 1, max: 90_000 })), { maxLength: 200 })
    const bounded = fc.property(look, looks => {
      let policy = createPolicy()
      let last = Number.NEGATIVE_INFINITY
      let now = 0
      for (const [seen, passedMs] of looks) {
        now += passedMs
        const looked = stepPolicy(policy, seen, now)
        if (looked.step) {
          expect(now - last).toBeGreaterThanOrEqual(60_000)
          expect(Math.abs(looked.step.to - looked.step.from)).toBe(1)
          if (looked.step.to > looked.step.from) expect(looked.step.to).toBeLessThanOrEqual(seen.wanted ?? 0)
          last = now
        }
        policy = looked.policy
        expect(policy.leaveAfterMs).toBeLessThanOrEqual(MAX_LEAVE_AFTER_MS)
      }
    })
    fc.assert(bounded, { seed: 5 })
  })
})
