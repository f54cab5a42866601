import type { Scope, Tier } from '@stormdeck/protocol'
import type { LeaseRow } from './schema.ts'

export const LEASE_ENDINGS = ['time', 'released', 'replaced'] as const
export type LeaseEnding = (typeof LEASE_ENDINGS)[number]

/** A lease as the store keeps it, running or ended. Times are epoch ms unless named otherwise. */
export type StoredLease = {
  id: string
  tier: Tier
  scope: Scope
  origin: 'person' | 'policy'
  by: string
  reason: string
  startedAt: number
  /** `null`: until released. */
  endsAt: number | null
  /** As last ordered; bounds what can be left after a reboot of the host. */
  durationMs: number | null
  /** Boot of the host that ordered it, and its end on that boot's monotonic clock, ms. */
  bootId: string
  endsMono: number | null
  drainPerSecond: number | null
  /** Revision that last changed it. */
  revision: number
  endedAt: number | null
  endedHow: LeaseEnding | null
}

export function leaseToRow(lease: StoredLease): LeaseRow {
  return {
    id: lease.id,
    tier: lease.tier,
    scope_kind: lease.scope.kind,
    scope_name: lease.scope.name,
    origin: lease.origin,
    by_whom: lease.by,
    reason: lease.reason,
    started_at: lease.startedAt,
    ends_at: lease.endsAt,
    duration_ms: lease.durationMs,
    boot_id: lease.bootId,
    ends_mono: lease.endsMono === null ? null : Math.round(lease.endsMono),
    drain_per_second: lease.drainPerSecond,
    revision: lease.revision,
    ended_at: lease.endedAt,
    ended_how: lease.endedHow,
  }
}

export function leaseFromRow(row: LeaseRow): StoredLease {
  return {
    id: row.id,
    tier: row.tier as Tier,
    scope: { kind: row.scope_kind as Scope['kind'], name: row.scope_name },
    origin: row.origin as StoredLease['origin'],
    by: row.by_whom,
    reason: row.reason,
    startedAt: row.started_at,
    endsAt: row.ends_at,
    durationMs: row.duration_ms,
    bootId: row.boot_id,
    endsMono: row.ends_mono,
    drainPerSecond: row.drain_per_second,
    revision: row.revision,
    endedAt: row.ended_at,
    endedHow: row.ended_how as LeaseEnding | null,
  }
}
