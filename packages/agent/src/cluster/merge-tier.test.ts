import type { AgentStatus } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { commonTiers, mergeTier } from './merge-tier.ts'

const tier = (parts: Partial<AgentStatus['tier']>): AgentStatus['tier'] => ({
  issuer: null,
  epoch: null,
  revision: null,
  leases: [],
  ordered: 1,
  unenforced: null,
  effective: 1,
  since: 0,
  local: null,
  durable: true,
  sessionsUnder: null,
  auditHead: null,
  ...parts,
})

test('X10: a tier is in force when it is in all workers; one that cannot enforce it is named', () => {
  const ordered = tier({ ordered: 3, effective: 3 })
  const follows = tier({ ordered: 3, effective: 3 })
  const unable = tier({ ordered: 3, effective: 2, unenforced: 3 })
  expect(mergeTier(ordered, [follows, follows])).toMatchObject({ effective: 3, unenforced: null })
  expect(mergeTier(ordered, [follows, unable])).toMatchObject({ ordered: 3, effective: 2, unenforced: 3 })
  expect(mergeTier(ordered, [])).toMatchObject({ effective: 3 })
})

test('X10: a worker that protects itself is not hidden by the others', () => {
  const calm = tier({})
  const local = { reason: 'soft-limit', since: 1, longestMs: null } as const
  const protecting = tier({ effective: 2, local })
  expect(mergeTier(tier({}), [calm, protecting])).toMatchObject({ ordered: 1, effective: 2, local })
})

test('X10: a node enforces what every worker can', () => {
  expect(
    commonTiers([
      [1, 2, 3, 4, 5],
      [1, 2, 3],
    ]),
  ).toEqual([1, 2, 3])
  expect(commonTiers([])).toEqual([1, 2, 3, 4, 5])
})
