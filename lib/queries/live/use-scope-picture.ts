'use client'
import { formatScope, type Scope } from '@stormdeck/protocol'
import type { FleetState } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { type ScopeTotals, totalsOf } from '../../domain/pool/scope-totals.ts'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import { useFleet } from './use-fleet.ts'

export type ScopePicture = {
  fleet: FleetState
  /** Those of the scope. */
  nodes: readonly NodeReading[]
  totals: ScopeTotals
  /** Epoch ms of the last sample of any node of the scope. */
  lastSeenAt: number | null
  /** Why there is no data, when every node of the scope refuses. */
  error: string | null
}

/** Three panels ask the same of every picture; it is worked out once. */
const pictures = new WeakMap<FleetState, Map<string, ScopePicture>>()

/** The fleet and the totals of a scope as they must be drawn now; `null` before the first message. */
export function useScopePicture(scope: Scope): ScopePicture | null {
  const fleet = useFleet()
  return fleet === null ? null : scopePictureOf(fleet, scope)
}

export function scopePictureOf(fleet: FleetState, scope: Scope): ScopePicture {
  const known = pictures.get(fleet) ?? new Map<string, ScopePicture>()
  pictures.set(fleet, known)
  const key = formatScope(scope)
  const before = known.get(key)
  if (before) return before
  const nodes = scopeNodes(fleet.nodes, scope)
  const seen = nodes.flatMap(node => (node.lastSeenAt === null ? [] : [node.lastSeenAt]))
  const refused = nodes.length > 0 && nodes.every(node => node.reach === 'refused')
  const made = {
    fleet,
    nodes,
    totals: totalsOf(fleet, scope),
    lastSeenAt: seen.length === 0 ? null : Math.max(...seen),
    error: refused ? (nodes[0]?.error ?? null) : null,
  }
  known.set(key, made)
  return made
}
