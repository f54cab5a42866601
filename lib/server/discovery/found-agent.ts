import { NAME_PATTERN } from '@stormdeck/protocol'
import { MAX_NODES } from '../../contract/max-nodes.ts'

/** An agent that a source lists. `null`: the source does not say; then the agent's own word counts. */
export type FoundAgent = { url: string; id: string | null; group: string | null }

/** Agents of one source, and how many more it lists than are kept. */
export type FoundAgents = { agents: FoundAgent[]; beyond: number }

/**
 * What is kept of a list: one agent an address, and no more than one dashboard reads.
 * @param beyond how many more are known already
 */
export function bounded(found: readonly FoundAgent[], beyond = 0): FoundAgents {
  const agents = [...new Map(found.map(agent => [agent.url, agent])).values()]
  return { agents: agents.slice(0, MAX_NODES), beyond: beyond + Math.max(0, agents.length - MAX_NODES) }
}

const nameOf = (text: unknown): string | null =>
  typeof text === 'string' && NAME_PATTERN.test(text) ? text : null

/**
 * An agent at `address` (`host:port`), named by the labels `node` and `group`.
 * @returns `null` where that is not an address
 */
export function foundAgent(
  address: unknown,
  labels: Readonly<Record<string, unknown>>,
  scheme: 'http' | 'https' = 'http',
): FoundAgent | null {
  if (typeof address !== 'string' || !/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.test(address))
    return null
  const told = labels.__scheme__ === 'https' || labels.__scheme__ === 'http' ? labels.__scheme__ : scheme
  const url = `${told}://${address}`
  if (!URL.canParse(url)) return null
  return { url, id: nameOf(labels.node), group: nameOf(labels.group) }
}
