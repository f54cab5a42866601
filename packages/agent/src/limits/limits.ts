import {
  CONNECTIONS_PER_ADDRESS,
  CONNECTIONS_PER_CLIENT,
  CONNECTIONS_PER_NODE,
  type RejectReason,
  SOFT_LIMIT_RATIO,
  WARNING_LIMIT_RATIO,
} from '@stormdeck/protocol'
import type { Party } from './party-table.ts'

type Replaced = { readonly address: Party | null; readonly client: Party | null }

export type LimitSettings = {
  /** `observe` counts refusals that would have happened; `enforce` makes them (F10). */
  mode: 'observe' | 'enforce'
  /** Connections at which the node is full. */
  connections: number
  perClient: number
  perAddress: number
}

export const LIMIT_SETTINGS: LimitSettings = {
  mode: 'observe',
  connections: CONNECTIONS_PER_NODE,
  perClient: CONNECTIONS_PER_CLIENT,
  perAddress: CONNECTIONS_PER_ADDRESS,
}

/**
 * The limit that another connection would break, or `null`. Counts are without the one that is asked about.
 * @param old the connection that it takes the place of, which is counted and goes
 */
export function brokenLimit(
  settings: LimitSettings,
  connections: number,
  address: Party | null,
  client: Party | null,
  old: Replaced | null = null,
): RejectReason | null {
  if (connections - (old ? 1 : 0) >= settings.connections) return 'node-full'
  if (client !== null && heldBy(client, old?.client) >= settings.perClient) return 'per-client'
  if (address !== null && heldBy(address, old?.address) >= settings.perAddress) return 'per-address'
  return null
}

const heldBy = (party: Party, leaving: Party | null | undefined) =>
  party.connections - (party === leaving ? 1 : 0)

/** F22: 70, 80 and 100 % of the limit. */
export function poolThresholds(limit: number): { warn: number; soft: number; limit: number } {
  return { warn: Math.floor(limit * WARNING_LIMIT_RATIO), soft: Math.floor(limit * SOFT_LIMIT_RATIO), limit }
}

/** Whether the node protects itself: from the soft limit on, until it is under the warning threshold (F22). */
export function protects(protecting: boolean, connections: number, limit: number): boolean {
  const { warn, soft } = poolThresholds(limit)
  return protecting ? connections >= warn : connections >= soft
}
