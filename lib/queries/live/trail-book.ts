import { SPARKLINE_POINTS } from '../../contract/sparklines.ts'
import type { FleetState } from '../../domain/fleet-state.ts'

/** A trail is 15 min of attempts a second, as the highest of every half minute (lib/contract/sparklines.ts). */
const COLUMN_MS = 30_000
const COLUMNS = SPARKLINE_POINTS

export type TrailBook = Map<string, { column: number; values: (number | null)[] }>

/** Attempts of every node since this page was opened, for the small lines of the node table. Bounded by the nodes. */
export function createTrailBook(): TrailBook {
  return new Map()
}

/** Takes what a picture says. Called once a picture; nodes that are gone are forgotten. */
export function noteTrails(book: TrailBook, state: FleetState): void {
  const column = Math.floor(state.at / COLUMN_MS)
  const known = new Set(state.nodes.map(node => node.id))
  for (const id of book.keys()) if (!known.has(id)) book.delete(id)
  for (const node of state.nodes) {
    const trail = book.get(node.id) ?? { column, values: Array<null>(COLUMNS).fill(null) }
    const shift = Math.min(Math.max(column - trail.column, 0), COLUMNS)
    const values =
      shift === 0 ? trail.values : [...trail.values.slice(shift), ...Array<null>(shift).fill(null)]
    const last = values[COLUMNS - 1] ?? null
    const value = node.attemptsLastSecond
    if (value !== null) values[COLUMNS - 1] = last === null ? value : Math.max(last, value)
    book.set(node.id, { column: Math.max(column, trail.column), values })
  }
}

/** Fills what was before this page was opened from a history; live columns win. */
export function seedTrail(
  book: TrailBook,
  id: string,
  past: readonly { at: number; value: number | null }[],
): void {
  const trail = book.get(id)
  if (trail === undefined) return
  for (const { at, value } of past) {
    const index = COLUMNS - 1 - (trail.column - Math.floor(at / COLUMN_MS))
    if (value === null || index < 0 || index >= COLUMNS) continue
    trail.values[index] = Math.max(trail.values[index] ?? 0, value)
  }
}

export function trailOf(book: TrailBook, id: string): readonly (number | null)[] {
  return book.get(id)?.values ?? []
}
