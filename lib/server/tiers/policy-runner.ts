import type { Tier } from '@stormdeck/protocol'
import type { NodeReading } from '../../domain/node-reading.ts'
import { hasValues } from '../../domain/reach.ts'
import { createPolicy, type PolicyInput, type PolicyState, stepPolicy } from '../../domain/tier/policy.ts'
import { wantedTier } from '../../domain/tier/recommend.ts'
import { returnRatio } from '../../domain/tier/safe-to-step-up.ts'

/** What the policy holds one node at, and the last reason it moved. */
export type PolicyPlace = { state: PolicyState; why: string }
export type PolicyMove = { node: string; from: Tier; to: Tier; why: string; at: number }

/** What is seen of a node, whatever is ordered there: the same to a policy that acts and to one that is tried on it later. */
export type PolicySight = PolicyInput & {
  /** What would be wanted where tier 2 holds and was not enough; `null`: unknown. */
  further: Tier | null
}

/** What the policy sees of a node. Unknown values hold what is. */
export function policySight(node: NodeReading): PolicySight {
  if (!hasValues(node.reach)) return { wanted: null, further: null, returnRatio: null, calm: null }
  // Asked as if nothing were ordered: whether the resource is still short, and not whether a tier is already in force.
  const wanted = wantedTier({ ...node, orderedTier: 1 })
  const further = wantedTier({ ...node, orderedTier: 2 })
  const calm = node.stormState === 'cannot-tell' ? null : node.stormState === 'calm'
  return { wanted, further, returnRatio: returnRatio(node), calm }
}

/** What is wanted from the place where the policy holds the node: while a resource is short, never less than that. */
function wantedFrom({ wanted, further }: PolicySight, place: Tier): Tier | null {
  if (wanted === null || wanted === 1) return wanted
  return Math.max(wanted, place, place >= 2 ? (further ?? 1) : 1) as Tier
}

/** One look at every node. Places of nodes that are gone are dropped. */
export function runPolicy(
  places: ReadonlyMap<string, PolicyPlace>,
  inputs: readonly { id: string; input: PolicySight }[],
  now: number,
): { places: Map<string, PolicyPlace>; moves: PolicyMove[] } {
  const moves: PolicyMove[] = []
  const next = new Map<string, PolicyPlace>()
  for (const { id, input } of inputs) {
    const place = places.get(id) ?? { state: createPolicy(), why: '' }
    const wanted = wantedFrom(input, place.state.tier)
    const { policy, step } = stepPolicy(place.state, { ...input, wanted }, now)
    if (step !== null) moves.push({ node: id, ...step, at: now })
    next.set(id, { state: policy, why: step?.why ?? place.why })
  }
  return { places: next, moves }
}
