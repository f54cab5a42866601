import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'

const MAX_PREPARED = 256

/** What kysely's SQLite dialect needs of a database, by Node's own SQLite. Statements are prepared once. */
export function kyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    prepare: sql => {
      let statement = prepared.get(sql)
      if (statement === undefined) {
        if (prepared.size >= MAX_PREPARED) prepared.clear()
        statement = kyselyStatement(database.prepare(sql))
        prepared.set(sql, statement)
      }
      return statement
    },
    close: () => database.close(),
  }
}

function kyselyStatement(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    // A statement without result columns answers with counts instead of rows.
    reader: statement.columns().length > 0,
    all: parameters => statement.all(...values(parameters)),
    run: parameters => statement.run(...values(parameters)),
    iterate: parameters => statement.iterate(...values(parameters)),
  }
}

/** Durable before acknowledged: WAL with a sync on every commit (facts.md, M3). */
export function openDatabaseFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 2_000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;')
  return database
}

/** SQLite can take a change of the schema back; kysely's adapter does not say so, and would leave half of one behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

export function nodeSqliteDialect(database: SqliteDatabase): SqliteDialect {
  return new NodeSqliteDialect({ database })
}
