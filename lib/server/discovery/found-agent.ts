import { NAME_PATTERN } from '@stormdeck/protocol'
import { MAX_NODES } from '../../contract/max-nodes.ts'

/** An agent that a source lists. `null`: the source does not say; then the agent's own word counts. */
export type FoundAgent = { url: string; id: string | null; group: string | null }

/** Read from one source; more are not nodes of one dashboard. */
export const MAX_FOUND = MAX_NODES

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
