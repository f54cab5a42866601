import { describe, expect, test } from 'vitest'
import { withoutValues } from '../aged-fleet.ts'
import type { NodeReading } from '../node-reading.ts'
import { nodeSample } from '../test/fleet-sample.ts'
import { safeToStepUp } from './safe-to-step-up.ts'

const silent = (id: string) => withoutValues(nodeSample(id, { reach: 'silent' }))

describe('safe to step up: sessions of 60 s ÷ limit ≤ 70 %, and no storm', () => {
  const safe = (...nodes: NodeReading[]) => safeToStepUp(nodes)
  test.each([
    ['at 70 %', nodeSample('a', { sessionsLast60s: 35_000 }), true],
    ['above 70 %', nodeSample('a', { sessionsLast60s: 35_001 }), false],
    [
      'the pool is empty at tier 5 and says nothing',
      nodeSample('a', { connections: 0, sessionsLast60s: 45_000 }),
      false,
    ],
    ['in a storm', nodeSample('a', { stormState: 'storm' }), false],
    ['while it clears', nodeSample('a', { stormState: 'clearing' }), false],
    ['unknown sessions', nodeSample('a', { sessionsLast60s: null }), null],
    ['a silent node', silent('a'), null],
    ['no verdict', nodeSample('a', { stormState: 'cannot-tell' }), null],
  ] as const)('%s', (_, node, expected) => expect(safe(node).safe).toBe(expected))

  test('the reason names the node', () => {
    expect(safe(nodeSample('a'), nodeSample('b', { stormState: 'storm' })).why).toBe(
      'storm still running on b',
    )
    expect(safe(nodeSample('a', { sessionsLast60s: 45_000 })).why).toContain('90 % of the limit of a')
    expect(safe().safe).toBeNull()
  })

  test('a known danger counts before an unknown node', () =>
    expect(safe(silent('a'), nodeSample('b', { stormState: 'storm' })).safe).toBe(false))
})
