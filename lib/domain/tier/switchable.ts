import type { Scope, Tier } from '@stormdeck/protocol'
import { scopeWords } from '../../format/scope-words.ts'
import { listOf } from '../../format/words.ts'
import { AGENT_PROFILE } from '../agent-profile.ts'
import type { NodeReading } from '../node-reading.ts'

type Sourced = Pick<NodeReading, 'id' | 'adapter' | 'source'>

/** Nodes that orders reach: those whose agent is asked. A server that only Prometheus knows takes none. */
export function switchable<N extends Pick<NodeReading, 'source'>>(nodes: readonly N[]): N[] {
  return nodes.filter(node => node.source === 'agent')
}

/** Why no tier can be ordered on a node, after its name: `has no agent, …`; `null` when one can. */
export function cannotSwitch(node: Sourced): string | null {
  if (node.source === 'agent') return null
  return node.adapter === AGENT_PROFILE
    ? 'is read through Prometheus only, so no tier can be ordered; list its agent under agents:'
    : 'has no agent, so no tier can be ordered'
}

/** Which of these nodes take no orders, as a sentence; `null` when all do. */
export function notSwitchableSentence(nodes: readonly Sourced[]): string | null {
  const without = nodes.filter(node => node.source !== 'agent')
  if (without.length === 0) return null
  const named = listOf(without.map(({ id }) => id))
  if (without.some(node => node.adapter === AGENT_PROFILE))
    return `No agent is listed for ${named}, so no tier can be ordered there.`
  return `${named} ${without.length === 1 ? 'has' : 'have'} no agent, so no tier can be ordered there.`
}

/** Why nothing can be ordered on these nodes; `null` when some take orders, or there are none. Releasing is always possible. */
export function notSwitchableRefusal(nodes: readonly Sourced[], tier: Tier): string | null {
  return tier === 1 || switchable(nodes).length > 0 ? null : notSwitchableSentence(nodes)
}

/**
 * Agents that were never heard and whose group nobody configured. Which group an agent belongs to it says itself, so that it
 * may be any: an order for a group is not known to have reached all of it while there is one.
 */
export function mayBelong<N extends { id: string; group: string }>(nodes: readonly N[], scope: Scope): N[] {
  return scope.kind === 'group' ? nodes.filter(node => node.group === '') : []
}

/** `10.0.0.9:9400 was never heard: whether it belongs to eu is unknown`. */
export function mayBelongClause(nodes: readonly { id: string }[], scope: Scope): string {
  const [were, belong] = nodes.length === 1 ? ['was', 'it belongs'] : ['were', 'they belong']
  const named = listOf(nodes.map(({ id }) => id))
  return `${named} ${were} never heard: whether ${belong} to ${scopeWords(scope)} is unknown`
}
