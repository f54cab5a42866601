import type { Kysely } from 'kysely'
import { type AuditRecords, createAuditRecords } from './audit-records.ts'
import { createHistoryRecords, type HistoryRecords } from './history-records.ts'
import { createIncidentRecords, type IncidentRecords } from './incident-records.ts'
import { createPruner, type Retention } from './prune.ts'
import type { Schema } from './schema.ts'
import { createStormRecords, type StormRecords } from './storm-records.ts'
import { createTierRecords, type TierRecords } from './tier-records.ts'

/**
 * All that lasts. The one interface behind which the engine stands: SQLite in the data folder now, PostgreSQL for
 * several replicas by the same migrations and the same tests. Every answer means durable.
 */
export type Store = {
  tiers: TierRecords
  audit: AuditRecords
  storms: StormRecords
  incidents: IncidentRecords
  history: HistoryRecords
  /** Removes what is older than its retention. Call it about once a minute. */
  prune(now: number, keep?: Retention): Promise<void>
  /** Writes a complete copy to a file that must not exist yet. */
  backup(path: string): Promise<void>
  close(): Promise<void>
}

/** What differs from engine to engine. */
export type Engine = {
  db: Kysely<Schema>
  backup(path: string): Promise<void>
  close(): Promise<void>
}

export function createStore(engine: Engine): Store {
  const { db } = engine
  const audit = createAuditRecords(db)
  return {
    tiers: createTierRecords(db),
    audit,
    storms: createStormRecords(db),
    incidents: createIncidentRecords(db),
    history: createHistoryRecords(db),
    prune: createPruner(db, audit),
    backup: engine.backup,
    close: engine.close,
  }
}
