import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** An incident as it is kept; `body` is whatever the incident's owner wrote, as plain JSON values. */
export type StoredIncident<Body = unknown> = {
  id: string
  openedAt: number
  closedAt: number | null
  body: Body
}

export type IncidentRecords = {
  /** Inserts or replaces by id. */
  put(incident: StoredIncident): Promise<void>
  get(id: string): Promise<StoredIncident | null>
  /** Newest first, that were open at any time in [from, to]. */
  read(range: { from: number; to: number; limit: number }): Promise<StoredIncident[]>
  /** Incidents that are not closed, newest first. */
  open(): Promise<StoredIncident[]>
}

export function createIncidentRecords(db: Kysely<Schema>): IncidentRecords {
  return {
    put: async incident => {
      const row = {
        id: incident.id,
        opened_at: incident.openedAt,
        closed_at: incident.closedAt,
        body: JSON.stringify(incident.body),
      }
      await db
        .insertInto('incidents')
        .values(row)
        .onConflict(conflict => conflict.column('id').doUpdateSet(row))
        .execute()
    },
    get: async id => {
      const row = await db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : fromRow(row)
    },
    read: async ({ from, to, limit }) => {
      const rows = await db
        .selectFrom('incidents')
        .selectAll()
        .where('opened_at', '<=', to)
        .where(where => where.or([where('closed_at', 'is', null), where('closed_at', '>=', from)]))
        .orderBy('opened_at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(fromRow)
    },
    open: async () => {
      const rows = await db
        .selectFrom('incidents')
        .selectAll()
        .where('closed_at', 'is', null)
        .orderBy('opened_at', 'desc')
        .execute()
      return rows.map(fromRow)
    },
  }
}

function fromRow(row: Schema['incidents']): StoredIncident {
  return {
    id: row.id,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    body: JSON.parse(row.body) as unknown,
  }
}
