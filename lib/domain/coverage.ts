import type { Scope } from '@stormdeck/protocol'
import type { FleetState } from './fleet-state.ts'
import { unreadIn } from './pool/scope-totals.ts'
import { hasValues } from './reach.ts'
import { scopeNodes } from './scope-nodes.ts'

/** How much of the truth a screen shows. */
export type Coverage = {
  /** Nodes of the scope that answer, of all that are expected; `null` while the server itself is not heard. */
  answering: number | null
  expected: number
  /** Every expected node is read and answers. */
  complete: boolean
  /** Age of the newest sample, ms; `null`: none. */
  newestMs: number | null
}

/**
 * How many nodes of a scope answer, of all that are expected, whether this dashboard reads them or not. What a browser does
 * not hear of its server, no node can be blamed for.
 */
export function coverageOf(
  state: Pick<FleetState, 'nodes' | 'unreadNodes' | 'unheardSince'>,
  scope: Scope,
): Coverage {
  const nodes = scopeNodes(state.nodes, scope)
  const unheard = state.unheardSince !== undefined
  const answering = unheard ? null : nodes.filter(node => hasValues(node.reach)).length
  const expected = nodes.length + unreadIn(state, scope)
  const ages = nodes.flatMap(node => node.ageMs ?? [])
  return {
    answering,
    expected,
    complete: answering === expected,
    newestMs: ages.length === 0 ? null : Math.min(...ages),
  }
}
