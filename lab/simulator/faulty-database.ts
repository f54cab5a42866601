import { DatabaseSync } from 'node:sqlite'
import { Kysely, type SqliteDatabase } from 'kysely'
import { putMeta } from '../../lib/server/store/meta-records.ts'
import { migrate } from '../../lib/server/store/migrate.ts'
import { kyselyDatabase, nodeSqliteDialect } from '../../lib/server/store/node-sqlite.ts'
import type { Schema } from '../../lib/server/store/schema.ts'
import { createStore, type Store } from '../../lib/server/store/store.ts'
import type { Random } from './random.ts'
import type { Settling } from './timeline.ts'

const TABLES = ['meta', 'leases', 'audit', 'storms', 'storm_recordings', 'incidents', 'history_1m']

/** A disk with the real database on it: it survives its process, can be full, and can be put back to an earlier state. */
export type DeckDisk = {
  /** A new process opens the store. `onCrash` is called when a planned crash comes. */
  open(onCrash: () => void): Store
  /** Fails writes as a full disk does. */
  full: boolean
  /** The process dies at the n-th statement from now, before or after it took effect. `null`: it does not. */
  crashIn: number | null
  /** What a backup taken now would hold. */
  snapshot(): Snapshot
  restore(snapshot: Snapshot): void
  /** For the next history. */
  reset(issuer: string): Promise<void>
}
export type Snapshot = Record<string, Record<string, unknown>[]>

class Crash extends Error {
  override readonly name = 'Crash'
}

export async function makeDeckDisk(random: () => Random, settling: () => Settling): Promise<DeckDisk> {
  const database = new DatabaseSync(':memory:')
  const real = kyselyDatabase(database)
  await migrate(new Kysely<unknown>({ dialect: nodeSqliteDialect(real) }))
  const disk: DeckDisk = {
    full: false,
    crashIn: null,
    open: onCrash => {
      const process = { alive: true }
      const crash = () => {
        process.alive = false
        if (database.isTransaction) database.exec('ROLLBACK')
        onCrash()
        throw new Crash('the process is gone')
      }
      const db = new Kysely<Schema>({
        dialect: nodeSqliteDialect(faulty(real, disk, process, random, crash)),
      })
      const store = createStore({ db, backup: async () => {}, close: async () => {} })
      return counted(store, settling)
    },
    snapshot: () =>
      Object.fromEntries(TABLES.map(table => [table, database.prepare(`SELECT * FROM ${table}`).all()])),
    restore: snapshot => {
      for (const [table, rows] of Object.entries(snapshot)) {
        database.exec(`DELETE FROM ${table}`)
        for (const row of rows) {
          const names = Object.keys(row)
          const marks = names.map(() => '?').join()
          const values = names.map(name => row[name] as string | number | null)
          database.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${marks})`).run(...values)
        }
      }
    },
    reset: async issuer => {
      disk.full = false
      disk.crashIn = null
      if (database.isTransaction) database.exec('ROLLBACK')
      for (const table of TABLES) database.exec(`DELETE FROM ${table}`)
      const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(real) })
      await putMeta(db, 'issuer', issuer)
    },
  }
  return disk
}

function faulty(
  real: SqliteDatabase,
  disk: DeckDisk,
  process: { alive: boolean },
  random: () => Random,
  crash: () => never,
): SqliteDatabase {
  const guard = <T>(sql: string, run: () => T): T => {
    if (!process.alive) throw new Crash('the process is gone')
    const writes = /^\s*(insert|update|delete|commit)/i.test(sql)
    if (disk.full && writes && random().chance(0.7))
      throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
    if (disk.crashIn === null) return run()
    disk.crashIn--
    if (disk.crashIn > 0) return run()
    disk.crashIn = null
    if (random().chance(0.5)) run()
    return crash()
  }
  return {
    close: () => {},
    prepare: sql => {
      const statement = real.prepare(sql)
      return {
        reader: statement.reader,
        all: parameters => guard(sql, () => statement.all(parameters)),
        run: parameters => guard(sql, () => statement.run(parameters)),
        iterate: parameters => statement.iterate(parameters),
      }
    },
  }
}

/** Counts calls that are under way, so that simulated time waits for them. */
function counted(store: Store, settling: () => Settling): Store {
  const count =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const held = settling()
      held.pending++
      try {
        return await call(...args)
      } finally {
        held.pending--
      }
    }
  const { tiers, audit } = store
  return {
    ...store,
    tiers: {
      readBook: count(tiers.readBook),
      commit: count(tiers.commit),
      unknownLeases: count(tiers.unknownLeases),
      keptNodes: count(tiers.keptNodes),
      readLeases: count(tiers.readLeases),
      readOrders: count(tiers.readOrders),
    },
    audit: { ...audit, append: count(audit.append), has: count(audit.has), verify: count(audit.verify) },
  }
}
