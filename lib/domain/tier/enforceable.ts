import { TIER_INFO, type Tier } from '@stormdeck/protocol'
import { listOf } from '../../format/words.ts'

/** What is needed of a node to know whether an order can be carried out there. */
export type Enforcer = {
  id: string
  adapter: string | null
  /** Highest tier that its adapter can enforce; `null`: it has not said, and is taken for able. */
  enforcesUpTo: Tier | null
}

/** True when the node has said that it cannot enforce the tier. */
export const cannotEnforce = ({ enforcesUpTo }: Pick<Enforcer, 'enforcesUpTo'>, tier: Tier): boolean =>
  enforcesUpTo !== null && enforcesUpTo < tier

/**
 * The one rule of the dialog, the command line and the server: an order goes to the nodes that can enforce it and names the
 * others; it is refused only where no node is left that can.
 * @returns `unable`: nodes that stay at what they can; `refusal`: why nothing can be ordered, `null` when something can
 */
export function enforceability<N extends Enforcer>(
  nodes: readonly N[],
  tier: Tier,
): { unable: N[]; refusal: string | null } {
  const unable = nodes.filter(node => cannotEnforce(node, tier))
  if (unable.length === 0 || unable.length < nodes.length) return { unable, refusal: null }
  const adapters = [...new Set(unable.map(({ adapter }) => adapter ?? 'this adapter'))]
  const what = `Tier ${tier} (${TIER_INFO[tier].name})`
  const where = listOf(unable.map(({ id }) => id))
  return { unable, refusal: `${what} is not yet supported by ${listOf(adapters)} on ${where}.` }
}

/** `ws-3 cannot enforce tier 4`, for the nodes that an order leaves as they are. */
export function unableClause(unable: readonly Pick<Enforcer, 'id'>[], tier: Tier): string {
  return `${listOf(unable.map(({ id }) => id))} cannot enforce tier ${tier}`
}
