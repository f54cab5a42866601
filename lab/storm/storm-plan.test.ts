import { expect, test } from 'vitest'
import { shareTargets } from './start-storm.ts'
import { refuseStorm, type StormPlan } from './storm-plan.ts'

const target = (n: number) => ({ id: `ws-${n}`, serviceUrl: `ws://127.0.1.${n}:1/` })
const plan: StormPlan = {
  targets: [target(1), target(2)],
  attemptsPerSecond: 300,
  forMs: 60_000,
  clientVersion: 'mobile 3.2.0',
  holdMs: 400,
}

test('a storm stays within its caps', () => {
  expect(refuseStorm(plan)).toBeNull()
  expect(refuseStorm({ ...plan, targets: [] })).toContain('--nodes')
  expect(refuseStorm({ ...plan, attemptsPerSecond: 2_001 })).toContain('1 to 2000')
  expect(refuseStorm({ ...plan, attemptsPerSecond: Number.NaN })).toContain('1 to 2000')
  expect(refuseStorm({ ...plan, forMs: 600_001 })).toContain('10 min')
  expect(refuseStorm({ ...plan, attemptsPerSecond: 1_000, forMs: 600_000 })).toContain('1200000 attempts')
})

test('a fast storm is shared between processes, each node whole', () => {
  expect(shareTargets(plan).map(share => share.targets.length)).toEqual([2])
  const fast = shareTargets({ ...plan, attemptsPerSecond: 900 })
  expect(fast.map(share => share.targets.map(({ id }) => id))).toEqual([['ws-1'], ['ws-2']])
})
