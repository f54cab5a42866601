import type { NodeReading } from '../domain/node-reading.ts'
import { NODE_COLUMN_NAMES, NODE_COLUMNS } from './node-columns.ts'

/**
 * A row whose every cell a browser will accept: one that does not fit becomes unknown, so that one odd server cannot stop
 * the feed of all. `null` when what may not be unknown does not fit.
 */
export function wireSafeRow(row: NodeReading): NodeReading | null {
  const safe: Partial<Record<keyof NodeReading, unknown>> = {}
  for (const column of NODE_COLUMN_NAMES) {
    const value = fitting(column, row[column])
    if (value === undefined) return null
    safe[column] = value
  }
  return safe as NodeReading
}

/** The value, `null` in its place, or `undefined` where neither fits. */
function fitting(column: keyof NodeReading, value: unknown): unknown {
  for (const candidate of [value, null]) {
    try {
      return NODE_COLUMNS[column](candidate)
    } catch {
      // Tried with the next candidate.
    }
  }
  return undefined
}
