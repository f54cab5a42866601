import { type Kysely, sql } from 'kysely'
import { putMeta, readMeta } from './meta-records.ts'
import { HISTORY_COLUMNS, type HistoryColumn, type HistoryRow, type Schema } from './schema.ts'

/** Lowest and highest value within a stretch of time; `null`: nothing known. */
export type MinMax = { min: number | null; max: number | null }

/** One node, one minute. `at` is the start of the minute, epoch ms. A column left out is unknown. */
export type HistoryMinute = {
  at: number
  node: string
  group: string
  values: Partial<Record<HistoryColumn, MinMax>>
}

/** A column of a chart: nodes are not summed here, each keeps its own line. */
export type HistoryPoint = { at: number; node: string; values: Record<HistoryColumn, MinMax> }

export type HistoryRecords = {
  /** Writes a minute of any number of nodes in one commit; the same node and minute is replaced. */
  putMinute(rows: readonly HistoryMinute[]): Promise<void>
  /**
   * Minutes in [from, to) put together into steps of `stepMs` (lowest and highest kept), oldest first.
   * @param nodes only these; `null`: every node
   */
  read(range: {
    from: number
    to: number
    stepMs: number
    nodes: readonly string[] | null
  }): Promise<HistoryPoint[]>
  /** Of a minute that was written: some node ran below tier 1 though no order held. Counts a minute once. */
  noteLowered(minuteAt: number): Promise<void>
  /**
   * UTC day numbers within [from, to], oldest first, with the minutes of each for which anything was written, and those
   * of them that were noted as lowered.
   */
  observedDays(range: {
    from: number
    to: number
  }): Promise<{ day: number; minutes: number; lowered: number }[]>
  /** When a server first gave data, epoch ms; `null`: none ever did. */
  firstSeenAt(): Promise<number | null>
  noteFirstSeen(at: number): Promise<void>
}

const DAY_MS = 24 * 3_600_000

export function createHistoryRecords(db: Kysely<Schema>): HistoryRecords {
  return {
    putMinute: rows =>
      db.transaction().execute(async transaction => {
        for (const minute of rows) {
          const row = toRow(minute)
          await transaction
            .insertInto('history_1m')
            .values(row)
            .onConflict(conflict => conflict.columns(['at', 'node']).doUpdateSet(row))
            .execute()
        }
        for (const at of new Set(rows.map(row => row.at))) await noteObserved(transaction, at)
      }),
    async noteLowered(minuteAt) {
      await db
        .updateTable('observed_days')
        .set(({ ref }) => ({
          lowered: sql<number>`${ref('observed_days.lowered')} + 1`,
          lowered_at: minuteAt,
        }))
        .where('day', '=', Math.floor(minuteAt / DAY_MS))
        .where('lowered_at', '<', minuteAt)
        .execute()
    },
    observedDays: ({ from, to }) =>
      db
        .selectFrom('observed_days')
        .select(['day', 'minutes', 'lowered'])
        .where('day', '>=', Math.floor(from / DAY_MS))
        .where('day', '<=', Math.floor(to / DAY_MS))
        .orderBy('day')
        .execute(),
    async firstSeenAt() {
      const { first_seen_at: at } = await readMeta(db)
      return at === undefined ? null : Number(at)
    },
    noteFirstSeen: at => putMeta(db, 'first_seen_at', String(Math.round(at))),
    read: range => readSteps(db, range),
  }
}

/** Counts a minute once, however often it is written. */
async function noteObserved(db: Kysely<Schema>, at: number): Promise<void> {
  const day = Math.floor(at / DAY_MS)
  await db
    .insertInto('observed_days')
    .values({ day, minutes: 1, last_at: at })
    .onConflict(conflict =>
      conflict
        .column('day')
        .doUpdateSet(({ ref }) => ({
          minutes: sql<number>`${ref('observed_days.minutes')} + 1`,
          last_at: at,
        }))
        .where('observed_days.last_at', '<', at),
    )
    .execute()
}

async function readSteps(
  db: Kysely<Schema>,
  { from, to, stepMs, nodes }: Parameters<HistoryRecords['read']>[0],
): Promise<HistoryPoint[]> {
  const step = Math.max(60_000, Math.ceil(stepMs / 60_000) * 60_000)
  // Cast, because numbers are bound as floating point and a quotient would not be whole.
  const column = sql<number>`(at - cast(${from} as bigint)) / cast(${step} as bigint)`
  let query = db
    .selectFrom('history_1m')
    .select(['node', column.as('step')])
    .select(({ fn }) =>
      HISTORY_COLUMNS.flatMap(name => [
        fn.min(`${name}_min`).as(`${name}_min`),
        fn.max(`${name}_max`).as(`${name}_max`),
      ]),
    )
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy(['node', 'step'])
    .orderBy('step')
    .orderBy('node')
  if (nodes !== null) query = query.where('node', 'in', [...nodes])
  const rows = (await query.execute()) as ({ node: string; step: number } & Omit<HistoryRow, 'at' | 'node'>)[]
  return rows.map(row => ({
    at: from + Math.floor(row.step) * step,
    node: row.node,
    values: Object.fromEntries(
      HISTORY_COLUMNS.map(name => [name, { min: row[`${name}_min`], max: row[`${name}_max`] }]),
    ) as Record<HistoryColumn, MinMax>,
  }))
}

function toRow(minute: HistoryMinute): HistoryRow {
  const cells = HISTORY_COLUMNS.flatMap(name => [
    [`${name}_min`, minute.values[name]?.min ?? null],
    [`${name}_max`, minute.values[name]?.max ?? null],
  ])
  return {
    at: minute.at,
    node: minute.node,
    group_name: minute.group,
    ...Object.fromEntries(cells),
  } as HistoryRow
}
