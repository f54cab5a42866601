import type { Kysely } from 'kysely'
import type { Storm } from '../../domain/fleet-state.ts'
import type { Schema } from './schema.ts'

/** A recording above this many characters is refused: a storm must not be able to fill the disk. */
export const MAX_RECORDING_CHARS = 2_000_000

/** `attempts`: what agents reported, for replay; `policy`: what the policy looked at, for dry runs. */
export type StormRecording = { stormId: string; kind: 'attempts' | 'policy'; at: number; body: string }

export type StormRecords = {
  /** Inserts or replaces by id. */
  put(storm: Storm): Promise<void>
  get(id: string): Promise<Storm | null>
  /** Newest first, that were running at any time in [from, to]. */
  read(range: { from: number; to: number; limit: number }): Promise<Storm[]>
  /** Storms that had not ended when the process stopped. */
  open(): Promise<Storm[]>
  /** What was seen during a storm, as JSON text. Inserts or replaces; too large a one is left out. */
  putRecording(recording: StormRecording): Promise<void>
  getRecording(stormId: string, kind: StormRecording['kind']): Promise<string | null>
  /** Ids of storms with a recording of this kind, newest first. */
  recorded(kind: StormRecording['kind'], limit: number): Promise<string[]>
}

export function createStormRecords(db: Kysely<Schema>): StormRecords {
  return {
    put: async storm => {
      const row = {
        id: storm.id,
        started_at: storm.startedAt,
        ended_at: storm.endedAt,
        body: JSON.stringify(storm),
      }
      await db
        .insertInto('storms')
        .values(row)
        .onConflict(conflict => conflict.column('id').doUpdateSet(row))
        .execute()
    },
    get: async id => {
      const row = await db.selectFrom('storms').select('body').where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : (JSON.parse(row.body) as Storm)
    },
    read: async ({ from, to, limit }) => {
      const rows = await db
        .selectFrom('storms')
        .select('body')
        .where('started_at', '<=', to)
        .where(where => where.or([where('ended_at', 'is', null), where('ended_at', '>=', from)]))
        .orderBy('started_at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(row => JSON.parse(row.body) as Storm)
    },
    open: async () => {
      const rows = await db.selectFrom('storms').select('body').where('ended_at', 'is', null).execute()
      return rows.map(row => JSON.parse(row.body) as Storm)
    },
    ...createRecordings(db),
  }
}

function createRecordings(
  db: Kysely<Schema>,
): Pick<StormRecords, 'putRecording' | 'getRecording' | 'recorded'> {
  return {
    putRecording: async ({ stormId, kind, at, body }) => {
      if (body.length > MAX_RECORDING_CHARS) return
      await db
        .insertInto('storm_recordings')
        .values({ storm_id: stormId, kind, at, body })
        .onConflict(conflict => conflict.columns(['storm_id', 'kind']).doUpdateSet({ at, body }))
        .execute()
    },
    getRecording: async (stormId, kind) => {
      const row = await db
        .selectFrom('storm_recordings')
        .select('body')
        .where('storm_id', '=', stormId)
        .where('kind', '=', kind)
        .executeTakeFirst()
      return row?.body ?? null
    },
    recorded: async (kind, limit) => {
      const rows = await db
        .selectFrom('storm_recordings')
        .select('storm_id')
        .where('kind', '=', kind)
        .orderBy('at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(row => row.storm_id)
    },
  }
}
