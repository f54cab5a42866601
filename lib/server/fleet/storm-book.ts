import { BUCKET_MS } from '@stormdeck/protocol'
import type { Storm } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { mergeStorms, type NodeStorm } from '../../domain/storm/merge-storms.ts'
import { inStorm, type StormVerdict } from '../../domain/storm/storm-state.ts'
import type { StormRecords } from '../store/storm-records.ts'
import type { NodeJudge } from './node-judge.ts'

/** A running storm is stored this often, and at once when it begins, changes its state or ends. */
const SAVE_EVERY_MS = 5_000
/** Rates are counted over the time since the last look, and never over more: after a standstill nobody knows. */
const MAX_COUNTED_MS = 10_000
/** What led to a storm counts as part of it. */
const BEFORE_START_MS = 1_000

export type StormBook = {
  /** Brings the storms up to date; those that have just ended are in the answer once more. */
  look(judges: readonly NodeJudge[], rows: readonly NodeReading[], now: number): Storm[]
  /** Stores what is running. */
  flush(): Promise<void>
}

/** The storms of the fleet as objects that last. */
export async function openStormBook(options: {
  store: Pick<StormRecords, 'open' | 'put'>
  newId: (now: number) => string
  /** Monotonic ms. */
  mono: () => number
  onError: (error: unknown) => void
}): Promise<StormBook> {
  const { store, mono, onError } = options
  const stored = await store.open()
  let storms: Storm[] = stored.map(({ countedTo, ...storm }) => storm)
  /** Of each node in a storm the last bucket that was counted. */
  const countedUpTo = new Map(stored.flatMap(({ countedTo }) => Object.entries(countedTo ?? {})))
  const saved = new Map<string, { state: Storm['state']; at: number }>()
  /** Monotonic ms: counts must not shrink when the wall clock is set back. */
  let lookedAt: number | null = null

  function save(storm: Storm, now: number): void {
    const last = saved.get(storm.id)
    if (last !== undefined && last.state === storm.state && Math.abs(now - last.at) < SAVE_EVERY_MS) return
    saved.set(storm.id, { state: storm.state, at: now })
    if (storm.state === 'ended') saved.delete(storm.id)
    if (storm.state !== 'suspected') store.put(kept(storm)).catch(onError)
  }

  function kept(storm: Storm): Storm {
    if (storm.state === 'ended') return storm
    const counted = storm.nodes.flatMap(id => {
      const bucket = countedUpTo.get(id)
      return bucket === undefined ? [] : [[id, bucket] as const]
    })
    return { ...storm, countedTo: Object.fromEntries(counted) }
  }

  return {
    look(judges, rows, now) {
      const byId = new Map(rows.map(row => [row.id, row]))
      const read = judges.flatMap(judged => {
        const { verdict } = judged
        return verdict === null ? [] : [nodeStorm(judged, verdict, byId.get(judged.node.id), countedUpTo)]
      })
      const scraped = rows.filter(row => row.source === 'prometheus')
      const monoNow = mono()
      const sinceLastMs = lookedAt === null ? 0 : Math.min(monoNow - lookedAt, MAX_COUNTED_MS)
      const nodes = [...read, ...scraped.map(row => scrapedStorm(row, sinceLastMs, now))]
      lookedAt = monoNow
      storms = mergeStorms(storms, nodes, now, () => options.newId(now)).map(rounded)
      const inStorms = new Set(storms.flatMap(storm => storm.nodes))
      for (const id of countedUpTo.keys()) if (!inStorms.has(id)) countedUpTo.delete(id)
      for (const storm of storms) save(storm, now)
      return [...storms].sort((a, b) => b.startedAt - a.startedAt)
    },
    async flush() {
      for (const storm of storms) if (storm.state !== 'suspected') await store.put(kept(storm))
    },
  }
}

/** What one node adds since the last look. When its storm begins, that is everything since shortly before. */
function nodeStorm(
  judged: NodeJudge,
  verdict: StormVerdict,
  row: NodeReading | undefined,
  countedUpTo: Map<string, number>,
): NodeStorm {
  const { node } = judged
  const { buckets } = node
  // The newest bucket may still be filling.
  const last = buckets.newest - 1
  const active = inStorm(verdict.state) || verdict.state === 'suspected'
  const counted = countedUpTo.get(node.id)
  const begins = Math.floor(((verdict.startedAt ?? verdict.since) - BEFORE_START_MS) / BUCKET_MS)
  const from = Math.max(begins, counted === undefined ? begins : counted + 1, buckets.oldest)
  if (active) countedUpTo.set(node.id, Math.max(last, counted ?? last))
  const sum = (column: 'attempts' | 'accepted' | 'rejected') =>
    active ? (buckets.sum(column, from, last) ?? 0) : 0
  return {
    id: node.id,
    verdict,
    attempts: sum('attempts'),
    accepted: sum('accepted'),
    refused: sum('rejected'),
    topVersion: row?.topVersion ?? null,
    topVersionRatio: row?.topVersionRatio ?? null,
  }
}

/** A server that is known from Prometheus only: its counts are rates over the time that passed. */
function scrapedStorm(row: NodeReading, sinceLastMs: number, now: number): NodeStorm {
  const active = inStorm(row.stormState)
  const counted = (perSecond: number | null) => (active ? ((perSecond ?? 0) * sinceLastMs) / 1_000 : 0)
  const above = row.burst || row.sustained
  return {
    id: row.id,
    verdict: {
      state: row.stormState,
      since: row.stormSince ?? now,
      burst: row.burst,
      sustained: row.sustained,
      lastSecond: row.attemptsLastSecond,
      meanPerSecond: row.attemptsPerSecondMean60s,
      peakPerSecond: row.attemptsPeakPerSecond,
      peakAt: row.attemptsPeakAt,
      startedAt: active ? row.stormSince : null,
      lastAboveAt: active && above ? now : active ? row.stormSince : null,
      observedMs: row.observedMs,
      lowerBound: row.lowerBound,
      resolutionMs: 60_000,
    },
    attempts: counted(row.attemptsPerSecondMean60s),
    accepted: counted(row.establishedPerSecond),
    refused: counted(row.rejectedPerSecond),
    topVersion: null,
    topVersionRatio: null,
  }
}

const rounded = (storm: Storm): Storm => ({
  ...storm,
  startedAt: Math.round(storm.startedAt),
  // Of a storm that ended while nobody looked, its peak is the last that is known.
  endedAt: storm.endedAt === null ? null : Math.round(Math.max(storm.endedAt, storm.peakAt ?? 0)),
  peakAt: storm.peakAt === null ? null : Math.round(storm.peakAt),
  peakPerSecond: storm.peakPerSecond === null ? null : Math.round(storm.peakPerSecond),
  topVersionRatio: storm.topVersionRatio === null ? null : Math.round(storm.topVersionRatio * 1_000) / 1_000,
})
