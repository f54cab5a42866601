import type { Row } from './format-table.ts'
import type { Reporter } from './reporter.ts'

/** Says nothing and keeps the tables, for tests. */
export function silentReporter(): Reporter & { tables: Map<string, readonly Row[]> } {
  const tables = new Map<string, readonly Row[]>()
  return {
    tables,
    say: () => {},
    progress: () => {},
    event: () => {},
    table: (title, rows) => void tables.set(title, rows),
  }
}
