import type { Generated } from 'kysely'

/**
 * Tables as kysely sees them. Times are epoch ms, booleans 0 or 1, structured values JSON text: the types that SQLite
 * and PostgreSQL share, so that one migration folder serves both.
 */
export type Schema = {
  meta: { key: string; value: string }
  leases: LeaseRow
  audit: AuditRow
  storms: { id: string; started_at: number; ended_at: number | null; body: string }
  storm_recordings: { storm_id: string; kind: string; at: number; body: string }
  incidents: { id: string; opened_at: number; closed_at: number | null; body: string }
  history_1m: HistoryRow
  /**
   * `day`: UTC day number; `minutes`: of it that were watched; `lowered`: of those, in which a node ran below tier 1 without
   * an order; `last_at`, `lowered_at`: the last minute of each.
   */
  observed_days: {
    day: number
    minutes: number
    last_at: number
    lowered: Generated<number>
    lowered_at: Generated<number>
  }
}

export type LeaseRow = {
  id: string
  tier: number
  scope_kind: string
  scope_name: string | null
  origin: string
  by_whom: string
  reason: string
  started_at: number
  /** `null`: until released. */
  ends_at: number | null
  /** Length as last ordered; with `ends_at` the shorter remainder after a reboot. */
  duration_ms: number | null
  /** Boot of the host and its monotonic end, which a jump of the wall clock cannot move. */
  boot_id: string
  ends_mono: number | null
  drain_per_second: number | null
  /** Revision that last changed it. */
  revision: number
  ended_at: number | null
  ended_how: string | null
}

export type AuditRow = {
  seq: number
  at: number
  by_whom: string
  via: string
  action: string
  subject: string
  reason: string
  before: string | null
  after: string | null
  prev_hash: string
  hash: string
}

/** One node, one minute. Lowest and highest value of the minute; `null` where nothing was known. */
export type HistoryRow = {
  at: number
  node: string
  group_name: string
} & { [K in HistoryColumn as `${K}_min` | `${K}_max`]: number | null }

export const HISTORY_COLUMNS = [
  'connections',
  'connection_limit',
  'memory_per_connection',
  'attempts',
  'established',
  'closed',
  'planned',
  'auth',
] as const
export type HistoryColumn = (typeof HISTORY_COLUMNS)[number]
