import { describe, expect, test } from 'vitest'
import { withoutValues } from '../aged-fleet.ts'
import type { NodeReading } from '../node-reading.ts'
import { nodeSample } from '../test/fleet-sample.ts'
import { recommend as recommendBy, wantedTier } from './recommend.ts'

const recommend = (nodes: NodeReading[]) => recommendBy(nodes, 'store-12345678')
const silent = (id: string) => withoutValues(nodeSample(id, { reach: 'silent' }))

describe('recommendation by the resource that runs out', () => {
  const storm = { stormState: 'storm', burst: true, sustained: true } as const
  test('a storm alone recommends nothing: never "storm, so 3"', () => {
    expect(recommend([nodeSample('a', storm)])).toBeNull()
    expect(wantedTier(nodeSample('a', storm))).toBe(1)
  })

  test.each([
    ['descriptors: cap and refuse, a stream holds one too', { descriptorsOpen: 60_000 }, 'descriptors', null],
    ['connections: limits', { connections: 43_000 }, 'connections', null],
    ['memory: 2', { memoryPerConnectionBytes: 190_000 }, 'memory', 2],
    ['fan-out: 2', { cpuRatio: 0.89 }, 'fan-out', 2],
    ['fan-out that 2 did not help: 3', { cpuRatio: 0.89, orderedTier: 2 }, 'fan-out', 3],
    [
      'the pool is filling up',
      { connections: 40_000, timeToFullMs: 300_000, fullsFirst: 'connections' },
      'connections',
      null,
    ],
  ] as const)('%s', (_, over, resource, tier) => {
    const advice = recommend([nodeSample('ws-1', { ...storm, ...over }), nodeSample('ws-4')])
    expect(advice).toMatchObject({ resource, tier, scope: { kind: 'node', name: 'ws-1' } })
    expect(advice?.reason).toContain('ws-1')
  })

  test('descriptors before memory: the first to end decides', () => {
    const node = nodeSample('a', { descriptorsOpen: 60_000, memoryPerConnectionBytes: 190_000 })
    expect(recommend([node])?.resource).toBe('descriptors')
  })

  test('what is in force and still needed is neither recommended again nor taken back', () => {
    const reduced = nodeSample('a', { memoryPerConnectionBytes: 190_000, orderedTier: 2 })
    expect([recommend([reduced]), wantedTier(reduced)]).toEqual([null, 2])
    const lower = nodeSample('a', { cpuRatio: 0.9, orderedTier: 3 })
    expect([recommend([lower]), wantedTier(lower)]).toEqual([null, 3])
    expect(recommend([nodeSample('a', { memoryPerConnectionBytes: 190_000, orderedTier: 3 })])).toMatchObject(
      {
        resource: 'recovery',
        tier: 2,
      },
    )
  })

  test('where no tier helps, none is wanted', () => {
    expect(wantedTier(nodeSample('a', { descriptorsOpen: 60_000, cpuRatio: 0.95 }))).toBeNull()
    expect(wantedTier(nodeSample('a', { connections: 43_000 }))).toBeNull()
  })

  test('one step up once it is safe', () => {
    const held = [nodeSample('a', { orderedTier: 3 }), nodeSample('b')]
    expect(recommend(held)).toMatchObject({
      tier: 2,
      resource: 'recovery',
      scope: { kind: 'node', name: 'a' },
    })
    expect(recommend([nodeSample('a', { orderedTier: 3, sessionsLast60s: 45_000 })])).toBeNull()
  })

  const busy = { cpuRatio: 0.95, loopLagMsP99: 900 }
  const dear = { memoryPerConnectionBytes: 190_000 }
  test.each([
    ['has no agent', { source: 'prometheus' }],
    ['obeys another control plane', { tierIssuer: 'store-of-others' }],
    ['can enforce no tier', { enforcesUpTo: 1 }],
  ] as const)('no tier is advised for a node that %s, and it hides no other', (_, over) => {
    const rabbit = nodeSample('rabbit', { ...busy, ...dear, ...over })
    expect(recommend([rabbit])).toBeNull()
    const only = { kind: 'node', name: 'ws-1' }
    expect(recommend([rabbit, nodeSample('ws-1', busy)])).toMatchObject({ resource: 'fan-out', scope: only })
    expect(recommend([rabbit, nodeSample('ws-1', { orderedTier: 2 })])).toMatchObject({
      resource: 'recovery',
      scope: only,
    })
  })

  test('descriptors and connections are advised on wherever the servers are known from', () => {
    const edge = nodeSample('edge', { source: 'prometheus', descriptorsOpen: 65_000 })
    expect(recommend([edge])).toMatchObject({ resource: 'descriptors', tier: null })
  })

  test('no more is wanted than the node can enforce', () => {
    const two = nodeSample('a', { ...busy, enforcesUpTo: 2 })
    expect([wantedTier(two), wantedTier({ ...two, orderedTier: 2 })]).toEqual([2, 2])
    expect(recommend([{ ...two, orderedTier: 2 }])).toBeNull()
    expect(wantedTier({ ...two, enforcesUpTo: 1 })).toBeNull()
    expect(wantedTier({ ...two, enforcesUpTo: null, orderedTier: 2 })).toBe(3)
  })

  test('2 comes first everywhere before 3 is advised anywhere', () => {
    const advice = recommend([nodeSample('a', { ...busy, orderedTier: 2 }), nodeSample('b', busy)])
    expect(advice).toMatchObject({ tier: 2, scope: { kind: 'node', name: 'b' } })
  })

  test('a node that cannot be seen is not reasoned about', () => expect(recommend([silent('a')])).toBeNull())
})
