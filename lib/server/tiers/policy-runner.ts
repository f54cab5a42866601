import type { Tier } from '@stormdeck/protocol'
import type { NodeReading } from '../../domain/node-reading.ts'
import { hasValues } from '../../domain/reach.ts'
import { createPolicy, type PolicyInput, type PolicyState, stepPolicy } from '../../domain/tier/policy.ts'
import { wantedTier } from '../../domain/tier/recommend.ts'
import { returnRatio } from '../../domain/tier/safe-to-step-up.ts'

/** What the policy holds one node at, and the last reason it moved. */
export type PolicyPlace = { state: PolicyState; why: string }
export type PolicyMove = { node: string; from: Tier; to: Tier; why: string; at: number }

/** What the policy sees of a node. Unknown values hold what is. */
export function policyInput(node: NodeReading, place: Tier): PolicyInput {
  if (!hasValues(node.reach)) return { wanted: null, returnRatio: null, calm: null }
  // Asked as if nothing were ordered: whether the resource is still short, and not whether a tier is already in force.
  const needed = wantedTier({ ...node, orderedTier: 1 })
  const wanted =
    needed === null || needed === 1 ? needed : (Math.max(needed, wantedTier(node) ?? 1, place) as Tier)
  const calm = node.stormState === 'cannot-tell' ? null : node.stormState === 'calm'
  return { wanted, returnRatio: returnRatio(node), calm }
}

/** One look at every node. Places of nodes that are gone are dropped. */
export function runPolicy(
  places: ReadonlyMap<string, PolicyPlace>,
  inputs: readonly { id: string; input: PolicyInput }[],
  now: number,
): { places: Map<string, PolicyPlace>; moves: PolicyMove[] } {
  const moves: PolicyMove[] = []
  const next = new Map<string, PolicyPlace>()
  for (const { id, input } of inputs) {
    const place = places.get(id) ?? { state: createPolicy(), why: '' }
    const { policy, step } = stepPolicy(place.state, input, now)
    if (step !== null) moves.push({ node: id, ...step, at: now })
    next.set(id, { state: policy, why: step?.why ?? place.why })
  }
  return { places: next, moves }
}
