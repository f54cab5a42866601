import type { FleetState } from '../domain/fleet-state.ts'
import type { NodeReading } from '../domain/node-reading.ts'
import { AGE_UNIT_MS } from './age-unit.ts'
import {
  type Ages,
  type CellPatch,
  type FullMessage,
  type HotAttempts,
  type PatchMessage,
  SENT_COLUMNS,
  type SentColumn,
} from './feed.ts'
import { applyFeed, type FeedPicture } from './feed-apply.ts'
import { FEED_SECTION_NAMES, type FeedSections } from './feed-sections.ts'

/** Cells that decide what a person does next: they travel at once, whatever the budget. */
const URGENT_COLUMNS: ReadonlySet<SentColumn> = new Set<SentColumn>([
  'reach',
  'error',
  'stormState',
  'stormSince',
  'burst',
  'sustained',
  'attemptsLastSecond',
  'attemptsPeakPerSecond',
  'lowerBound',
  'lowerBoundWhy',
  'orderedTier',
  'effectiveTier',
  'tierSince',
  'localReason',
  'authBreaker',
])

/** What the remaining cells may cost, bytes a message; those that do not fit come with the next ones. */
export const ORDINARY_CELL_BYTES = 12_000
/** A section comes again no sooner than it would take at this rate; only those of very large fleets ever wait. */
const SECTION_BYTES_PER_SECOND = 12_000

export type FeedEncoder = {
  /** What every viewer holds after the last message; `null` before the first. */
  picture(): FeedPicture | null
  /**
   * The next message.
   * @param early between two ticks: urgent cells and sections only, ages are left to grow
   */
  next(state: FleetState, hot: HotAttempts, early?: boolean): FullMessage | PatchMessage
  /** The same picture for a viewer that has none. */
  full(hot: HotAttempts): FullMessage | null
}

/**
 * Turns states into messages. It keeps what viewers hold and compares with that, so a cell that found no room is
 * still owed and comes later: whatever happens, viewers converge on the state.
 */
export function createFeedEncoder(ordinaryCellBytes = ORDINARY_CELL_BYTES): FeedEncoder {
  let picture: FeedPicture | null = null
  let cursor = 0
  const sectionDueAt = new Map<string, number>()

  const changedSections = (held: FleetState, next: FleetState): Partial<FeedSections> => {
    const due = FEED_SECTION_NAMES.filter(name => {
      if (next.at < (sectionDueAt.get(name) ?? 0) && next.at >= held.at) return false
      const json = JSON.stringify(next[name])
      if (json === JSON.stringify(held[name])) return false
      sectionDueAt.set(name, next.at + (json.length / SECTION_BYTES_PER_SECOND) * 1_000)
      return true
    })
    return Object.fromEntries(due.map(name => [name, next[name]]))
  }

  const patch = (held: FeedPicture, state: FleetState, hot: HotAttempts, early: boolean): PatchMessage => {
    const cells = changedCells(held.state.nodes, state.nodes, URGENT_COLUMNS)
    if (!early) cursor = addOrdinaryCells(cells, held.state.nodes, state.nodes, cursor, ordinaryCellBytes)
    return {
      kind: 'patch',
      seq: held.seq + 1,
      at: state.at,
      cells,
      ages: early ? [] : agesOf(state),
      sections: changedSections(held.state, state),
      hot,
    }
  }

  return {
    picture: () => picture,
    next(state, hot, early = false) {
      const message =
        picture !== null && sameRows(picture.state, state)
          ? patch(picture, state, hot, early)
          : fullFeed({ seq: (picture?.seq ?? 0) + 1, state }, hot)
      picture = applyFeed(picture, message)
      return message
    },
    full: hot => (picture === null ? null : fullFeed(picture, hot)),
  }
}

/** A picture as a message that needs nothing before it. */
export function fullFeed(picture: FeedPicture, hot: HotAttempts): FullMessage {
  const { at, nodes, ...sections } = picture.state
  return {
    kind: 'full',
    seq: picture.seq,
    at,
    columns: Object.fromEntries(
      SENT_COLUMNS.map(column => [column, nodes.map(node => node[column])]),
    ) as FullMessage['columns'],
    ages: agesOf(picture.state),
    sections,
    hot,
  }
}

const agesOf = (state: FleetState): Ages =>
  state.nodes.map(node => (node.ageMs === null ? null : Math.max(0, Math.round(node.ageMs / AGE_UNIT_MS))))

const sameRows = (held: FleetState, next: FleetState) =>
  held.nodes.length === next.nodes.length && held.nodes.every((node, row) => node.id === next.nodes[row]?.id)

function changedCells(
  held: readonly NodeReading[],
  next: readonly NodeReading[],
  columns: ReadonlySet<SentColumn>,
): CellPatch {
  const cells: CellPatch = {}
  next.forEach((node, row) => {
    for (const column of columns)
      if (held[row]?.[column] !== node[column]) push(cells, column, row, node[column])
  })
  return cells
}

/** Adds cells of the remaining columns, troubled rows first, then from `cursor` round; returns the next cursor. */
function addOrdinaryCells(
  cells: CellPatch,
  held: readonly NodeReading[],
  next: readonly NodeReading[],
  cursor: number,
  maxBytes: number,
): number {
  const added = new Set<number>()
  let bytes = 0
  const addRow = (row: number) => {
    const node = next[row]
    if (node === undefined || added.has(row)) return
    added.add(row)
    for (const column of SENT_COLUMNS) {
      if (URGENT_COLUMNS.has(column) || held[row]?.[column] === node[column]) continue
      bytes += JSON.stringify(node[column]).length + `${row}`.length + 2
      push(cells, column, row, node[column])
    }
  }
  next.forEach((node, row) => {
    if (node.stormState !== 'calm' && bytes < maxBytes / 2) addRow(row)
  })
  for (let i = 0; i < next.length; i++) {
    const row = (cursor + i) % next.length
    if (bytes >= maxBytes) return row
    addRow(row)
  }
  return cursor
}

function push(cells: CellPatch, column: SentColumn, row: number, value: unknown): void {
  const flat: unknown[] = cells[column] ?? []
  if (flat.length === 0) Object.assign(cells, { [column]: flat })
  flat.push(row, value)
}
