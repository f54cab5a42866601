import { expect, it } from 'vitest'
import { parseFeedMessage } from '../../contract/feed.ts'
import { createFeedEncoder } from '../../contract/feed-encode.ts'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import { fleetSample, leaseSample, nodeSample, stormSample } from '../../domain/test/fleet-sample.ts'
import { agentsSource } from '../fleet/agents-source.ts'
import { createAssembler } from './assemble-state.ts'

/** What a browser holds of a state that went through the assembler. */
function shown(...states: FleetState[]) {
  const errors: unknown[] = []
  const assemble = createAssembler(error => errors.push(error))
  const sent = states.map(({ at, nodes, ...sections }) => assemble(at, nodes, sections)).at(-1)
  if (sent === undefined) throw new Error('no state')
  const parsed = parseFeedMessage(JSON.parse(JSON.stringify(createFeedEncoder().next(sent, {}))))
  if (!parsed.ok || parsed.value.kind !== 'full') throw new Error(parsed.ok ? 'a patch' : parsed.error)
  return { ...parsed.value.sections, errors }
}

const withTier = (tier: Partial<FleetState['tier']>) => {
  const state = fleetSample([nodeSample('ws-1')])
  return { ...state, tier: { ...state.tier, ...tier } }
}

it('more orders than a screen can list are counted, and never hold back the revision', () => {
  const leases = Array.from({ length: 400 }, (_, i) =>
    leaseSample({ id: `lease-${i}`, tier: i === 399 ? 5 : 2, scope: { kind: 'node', name: `ws-${i}` } }),
  )
  const { tier, errors } = shown(withTier({ revision: 7 }), withTier({ revision: 8, leases }))
  expect(errors).toEqual([])
  expect(tier).toMatchObject({ revision: 8, leasesLeftOut: 144 })
  expect(tier.leases).toHaveLength(256)
  expect(tier.leases.at(-1)).toMatchObject({ id: 'lease-399', tier: 5 })
})

it('odd or long words in an order stop nothing', () => {
  const lease = leaseSample({ by: 'x'.repeat(300), reason: 'a\u0001b' })
  const why = 'y'.repeat(900)
  const { tier, errors } = shown(
    withTier({
      leases: [lease],
      safeToStepUp: { safe: false, why },
      applied: { nodes: 0, of: 1, missing: [{ id: 'ws-1', why }] },
      mayOrder: { allowed: false, why },
    }),
  )
  expect(errors).toEqual([])
  expect(tier.leases[0]).toMatchObject({ by: 'x'.repeat(80), reason: 'a\ufffdb' })
})

it('a storm over more nodes than a message holds is cut', () => {
  const nodes = Array.from({ length: MAX_NODES + 1 }, (_, i) => `ws-${i}`)
  const { storms, errors } = shown(fleetSample([], { storms: [stormSample({ nodes })] }))
  expect(errors).toEqual([])
  expect(storms[0]?.nodes).toHaveLength(MAX_NODES)
})

it('nodes that are not read make the source of agents fail, whatever the others say', () => {
  const fine = agentsSource([nodeSample('ws-1')], 1, 3)
  expect(fine).toMatchObject({ status: 'failing', error: expect.stringMatching(/^3 more than the 2000/) })
  const silent = nodeSample('ws-2', { reach: 'silent', error: 'z'.repeat(400) })
  const both = agentsSource([nodeSample('ws-1'), silent], 2, 3)
  // That agents are silent is said of the nodes; it is no failure to find them.
  expect(both.headline).toBeNull()
  expect(shown(fleetSample([], { sources: [both] })).errors).toEqual([])
})
