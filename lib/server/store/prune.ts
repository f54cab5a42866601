import type { Kysely } from 'kysely'
import type { AuditRecords } from './audit-records.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 24 * 3_600_000

/** How much is kept. Running leases, storms and incidents are never removed. */
export const RETENTION = {
  historyMs: 7 * DAY_MS,
  /** At 100 nodes 7 days are 1,008,000 rows. */
  historyRows: 2_000_000,
  endedLeasesMs: 90 * DAY_MS,
  stormsMs: 90 * DAY_MS,
  recordings: 50,
  incidentsMs: 400 * DAY_MS,
  auditLines: 100_000,
} as const

export type Retention = { [K in keyof typeof RETENTION]: number }

/** What is kept where the configuration sets how much history. */
export function retentionOf({ keepDays, maxRows }: { keepDays: number; maxRows: number }): Retention {
  return { ...RETENTION, historyMs: keepDays * DAY_MS, historyRows: maxRows }
}

/** Removes what is older than {@link RETENTION}; a few milliseconds when called every minute. */
export async function prune(
  db: Kysely<Schema>,
  audit: AuditRecords,
  now: number,
  keep: Retention = RETENTION,
): Promise<void> {
  await db
    .deleteFrom('history_1m')
    .where('at', '<', now - keep.historyMs)
    .execute()
  const surplus = await db
    .selectFrom('history_1m')
    .select('at')
    .orderBy('at', 'desc')
    .offset(keep.historyRows)
    .limit(1)
    .executeTakeFirst()
  if (surplus !== undefined) await db.deleteFrom('history_1m').where('at', '<=', surplus.at).execute()
  await db
    .deleteFrom('leases')
    .where('ended_at', '<', now - keep.endedLeasesMs)
    .execute()
  await db
    .deleteFrom('storms')
    .where('ended_at', '<', now - keep.stormsMs)
    .execute()
  await db
    .deleteFrom('incidents')
    .where('closed_at', '<', now - keep.incidentsMs)
    .execute()
  const kept = await db
    .selectFrom('storm_recordings')
    .select('at')
    .orderBy('at', 'desc')
    .offset(keep.recordings)
    .limit(1)
    .executeTakeFirst()
  if (kept !== undefined) await db.deleteFrom('storm_recordings').where('at', '<=', kept.at).execute()
  await audit.prune(keep.auditLines)
}
