import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  type Parsed,
  parse,
  record,
  type Shape,
  ShapeError,
} from '@stormdeck/protocol'
import type { NodeReading } from '../domain/node-reading.ts'
import { FEED_SECTION_NAMES, FEED_SECTIONS, type FeedSections } from './feed-sections.ts'
import { MAX_NODES } from './max-nodes.ts'
import { NODE_COLUMN_NAMES, NODE_COLUMNS, type NodeColumn } from './node-columns.ts'

/**
 * The live feed (`GET /api/live`, Server-Sent Events; `GET /api/live?once=1` answers one full message as JSON for
 * pollers). First a `full` message, then `patch` messages, each numbered one above the last; a viewer that misses a
 * number asks for a full one. A message comes at least once a second, so the feed needs no other heartbeat: four
 * seconds without one mean that the server or the network is gone.
 */
export type FeedMessage = FullMessage | PatchMessage

/** Columns rather than rows: a third of the bytes. `ageMs` and `lastSeenAt` travel as {@link PatchMessage.ages}. */
export type FullMessage = {
  kind: 'full'
  seq: number
  at: number
  columns: { [K in SentColumn]: NodeReading[K][] }
  ages: Ages
  sections: FeedSections
  hot: HotAttempts
}

export type PatchMessage = {
  kind: 'patch'
  seq: number
  at: number
  cells: CellPatch
  /** Empty: nothing new was heard; every age grew by the time that passed. */
  ages: Ages
  sections: Partial<FeedSections>
  hot: HotAttempts
}

/** Columns that travel as cells; the other two are made from the ages. */
export type SentColumn = Exclude<NodeColumn, 'ageMs' | 'lastSeenAt'>
export const SENT_COLUMNS = NODE_COLUMN_NAMES.filter(
  (column): column is SentColumn => column !== 'ageMs' && column !== 'lastSeenAt',
)

/** Age of the newest sample of every row in tenths of a second; `null`: never heard. */
export type Ages = (number | null)[]

/** Column → flat list of row index and new value, alternating. */
export type CellPatch = { [K in SentColumn]?: (number | NodeReading[K])[] }

/**
 * 100 ms buckets of nodes that are anywhere near a threshold (at least 10 attempts in 1.1 s within the last 60 s),
 * by node id, on the server's clock: bucket i covers [fromAt + i × 100, + 100). Later sends of a bucket replace
 * earlier ones. For all other nodes `attemptsLastSecond` is enough to judge a burst exactly. Planned returns are
 * left out: they are no storm.
 */
export type HotAttempts = Record<string, { fromAt: number; counts: (number | null)[]; lowerBound: boolean }>

/**
 * Nodes of which a message carries buckets at most, so that a storm on a thousand nodes fits into the feed's 64 KiB a
 * second; of the others viewers judge by the last second, as of all that are not hot. In between two ticks fewer: the
 * next tick has the rest.
 */
export const MAX_HOT_NODES = 96
export const MAX_HOT_NODES_EARLY = 8

const hotAttemptsShape: Shape<HotAttempts> = record(
  object({ fromAt: number(0), counts: array(nullable(integer()), 600), lowerBound: boolean }),
  MAX_NODES,
)
const agesShape: Shape<Ages> = array(nullable(integer()), MAX_NODES)
const headShape = object({ kind: oneOf(['full', 'patch']), seq: integer(), at: number(0) })

const dictionary = (input: unknown, path: string): Record<string, unknown> => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ShapeError(path, 'an object')
  return input as Record<string, unknown>
}

const columnsShape: Shape<FullMessage['columns']> = (input, path = '') => {
  const from = dictionary(input, path)
  const columns = Object.fromEntries(
    SENT_COLUMNS.map(name => [
      name,
      array(NODE_COLUMNS[name] as Shape<unknown>, MAX_NODES)(from[name], `${path}.${name}`),
    ]),
  ) as FullMessage['columns']
  for (const name of SENT_COLUMNS)
    if (columns[name].length !== columns.id.length)
      throw new ShapeError(`${path}.${name}`, 'as many rows as there are ids')
  return columns
}

const cellsShape: Shape<CellPatch> = (input, path = '') => {
  const from = dictionary(input, path)
  const cells: Record<string, unknown[]> = {}
  for (const name of SENT_COLUMNS) {
    if (from[name] === undefined) continue
    const flat = array(value => value, 2 * MAX_NODES)(from[name], `${path}.${name}`)
    if (flat.length % 2 !== 0) throw new ShapeError(`${path}.${name}`, 'row and value in turn')
    const row = integer(0, MAX_NODES - 1)
    cells[name] = flat.map((entry, index) =>
      index % 2 === 0 ? row(entry, `${path}.${name}`) : NODE_COLUMNS[name](entry, `${path}.${name}`),
    )
  }
  return cells as CellPatch
}

const sectionsShape =
  (complete: boolean): Shape<Partial<FeedSections>> =>
  (input, path = '') => {
    const from = dictionary(input, path)
    const present = FEED_SECTION_NAMES.filter(name => complete || from[name] !== undefined)
    return Object.fromEntries(present.map(name => [name, FEED_SECTIONS[name](from[name], `${path}.${name}`)]))
  }

const fullShape = object({
  columns: columnsShape,
  ages: agesShape,
  sections: sectionsShape(true) as Shape<FeedSections>,
  hot: hotAttemptsShape,
})
const patchShape = object({
  cells: cellsShape,
  ages: agesShape,
  sections: sectionsShape(false),
  hot: hotAttemptsShape,
})

const messageShape: Shape<FeedMessage> = input => {
  const head = headShape(input)
  return head.kind === 'full'
    ? { ...head, kind: 'full', ...fullShape(input) }
    : { ...head, kind: 'patch', ...patchShape(input) }
}

/** Checks a decoded message of the feed. The error is a sentence that names the place. */
export function parseFeedMessage(input: unknown): Parsed<FeedMessage> {
  return parse(messageShape, input)
}
