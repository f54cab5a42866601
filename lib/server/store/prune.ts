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

/** Rows of the last hours may be dated by a clock that has just been set, or was wrong when the machine started. */
const CLOCK_TRUSTED_AFTER_MS = 3 * 3_600_000
/** How long a dashboard may have been off before its clock has to be trusted first. */
const CLOCK_AHEAD_MS = DAY_MS
/** Calls come once a minute. */
const CLOCK_TRUSTED_AFTER_CALLS = CLOCK_TRUSTED_AFTER_MS / 60_000

/**
 * Removes what is older than {@link RETENTION}; a few milliseconds when called every minute. A clock that is far ahead of
 * the history removes nothing for its age until it has stayed there for three hours: a wrong one would remove everything.
 */
export function createPruner(
  db: Kysely<Schema>,
  audit: AuditRecords,
): (now: number, keep?: Retention) => Promise<void> {
  let doubted = 0

  async function isDoubtful(now: number): Promise<boolean> {
    const { at } = await db
      .selectFrom('history_1m')
      .select(({ fn }) => fn.max<number | null>('at').as('at'))
      .where('at', '<', now - CLOCK_TRUSTED_AFTER_MS)
      .executeTakeFirstOrThrow()
    const ahead = at !== null && now - at > CLOCK_AHEAD_MS
    // Where nothing is written any more, no row comes to confirm the clock.
    doubted = ahead ? doubted + 1 : 0
    return ahead && doubted <= CLOCK_TRUSTED_AFTER_CALLS
  }

  return async (now, keep = RETENTION) => {
    if (!(await isDoubtful(now))) await pruneByAge(db, now, keep)
    await pruneByCount(db, keep)
    await audit.prune(keep.auditLines)
  }
}

async function pruneByAge(db: Kysely<Schema>, now: number, keep: Retention): Promise<void> {
  await db
    .deleteFrom('history_1m')
    .where('at', '<', now - keep.historyMs)
    .execute()
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
}

async function pruneByCount(db: Kysely<Schema>, keep: Retention): Promise<void> {
  const surplus = await db
    .selectFrom('history_1m')
    .select('at')
    .orderBy('at', 'desc')
    .offset(keep.historyRows)
    .limit(1)
    .executeTakeFirst()
  if (surplus !== undefined) await db.deleteFrom('history_1m').where('at', '<=', surplus.at).execute()
  const kept = await db
    .selectFrom('storm_recordings')
    .select('at')
    .orderBy('at', 'desc')
    .offset(keep.recordings)
    .limit(1)
    .executeTakeFirst()
  if (kept !== undefined) await db.deleteFrom('storm_recordings').where('at', '<=', kept.at).execute()
}
