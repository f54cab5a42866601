import type { AgentStatus, Lease } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { statusSample } from '../../../lib/server/collector/test/status-sample.ts'
import type { Standing } from '../../../lib/server/tiers/describe-standing.ts'
import { RealChecker } from './real-checker.ts'

type TierStatus = AgentStatus['tier']

const STANDING: Standing = {
  revision: 1,
  policyMode: 'off',
  leases: [],
  mayOrder: { allowed: true, why: null },
  nodes: [],
}
const LEASE: Lease = {
  id: 'L1',
  tier: 2,
  scope: { kind: 'fleet', name: null },
  origin: 'person',
  by: 'ada',
  reason: 'because',
  startedAt: 0,
  remainingMs: 5_000,
  drainPerSecond: null,
}

/** A checker of a world that says what it is made to say. */
function checkerOf() {
  const says = { tier: statusSample().tier, standing: STANDING }
  const sets = { issuer: 'deck-first', epoch: 3, revision: 7, leases: [], ordered: 1, effective: 1 } as const
  says.tier = { ...says.tier, ...sets, leases: [], local: null }
  const checker = new RealChecker({
    status: async () => statusSample({ tier: says.tier }),
    ask: async <T>() => says.standing as T,
  })
  return {
    checker,
    look: async (tier: Partial<TierStatus> = {}, standing: Partial<Standing> = {}) => {
      says.tier = { ...says.tier, ...tier }
      says.standing = { ...says.standing, ...standing }
      await checker.look('ws-1', await checker.standing())
      return checker.violations
    },
  }
}

describe('the checker of real processes', () => {
  it('finds nothing where a node goes on', async () => {
    const { look } = checkerOf()
    await look()
    expect(await look({ revision: 8 })).toEqual([])
    expect(await look({ epoch: 4, revision: 2, ordered: 3, effective: 3 })).toEqual([])
  })

  it.each([
    ['an older revision', { revision: 6 }],
    ['an older epoch', { epoch: 2, revision: 9 }],
  ])('notices %s', async (_, older) => {
    const { look, checker } = checkerOf()
    await look()
    expect(await look(older)).toEqual([expect.stringContaining('in force after deck-first 3.7')])
    checker.violations.length = 0
    checker.journalHurt('ws-1')
    expect(await look({ epoch: 1, revision: 1 })).toEqual([])
  })

  it('notices another issuer, and none', async () => {
    const { look } = checkerOf()
    await look()
    expect(await look({ issuer: 'deck-second', epoch: 9 })).toEqual([
      expect.stringContaining('nobody took it over'),
    ])
    const other = checkerOf()
    await other.look()
    expect(await other.look({ issuer: null, epoch: null, revision: null })).toEqual([
      'ws-1 forgot whom it obeys',
    ])
  })

  it('notices a lease that is held after its end', async () => {
    const { look } = checkerOf()
    const lease = { ...LEASE, endsAt: Date.now() - 2_500 }
    expect(await look({ leases: [LEASE] }, { leases: [lease] })).toEqual([
      expect.stringContaining('after its end'),
    ])
  })

  it('notices a node that enforces less than is ordered, or more without a reason', async () => {
    expect(await checkerOf().look({ ordered: 3, effective: 2 })).toHaveLength(1)
    expect(await checkerOf().look({ ordered: 1, effective: 2 })).toHaveLength(1)
    const local = { reason: 'climbing', since: 0, longestMs: 100 } as const
    expect(await checkerOf().look({ ordered: 1, effective: 2, local })).toEqual([])
  })

  it('notices a dashboard that says done early', async () => {
    const node = {
      id: 'ws-1',
      group: 'eu',
      hasAgent: true,
      ordered: 1,
      effective: 1,
      unable: false,
      note: null,
    } as const
    const done = { revision: 8, nodes: [{ ...node, missing: null }] }
    expect(await checkerOf().look({}, done)).toEqual([expect.stringContaining('counts ws-1 as done')])
    const waits = { ...done, nodes: [{ ...node, missing: 'has not confirmed the newest orders yet' }] }
    expect(await checkerOf().look({}, waits)).toEqual([])
  })
})
