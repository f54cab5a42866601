import { BUCKET_MS, BUCKETS_PER_SECOND, STORM_THRESHOLDS, type StormThresholds } from '@stormdeck/protocol'
import { createDetector, judge, observe } from './detector.ts'
import type { StormState } from './storm-state.ts'

/** Attempts of one node as they were recorded, in buckets of 100 ms. */
export type RecordedAttempts = {
  node: string
  fromMs: number
  /** `null`: not observed. */
  counts: readonly (number | null)[]
  /** True where the counts may be too small. */
  lowerBound?: boolean
}

/** A storm that the thresholds would have found on one node. */
export type ReplayedStorm = {
  node: string
  startedAt: number
  /** When a rule last held; `null`: still running at the end of the recording. */
  endedAt: number | null
  peakPerSecond: number | null
  burst: boolean
  sustained: boolean
}

export type Replay = {
  storms: ReplayedStorm[]
  /** Every change of state, in order of time. */
  changes: { node: string; at: number; state: StormState }[]
}

/** What other thresholds would have said about recorded attempts, by the very detector that judges live (detection.md). */
export function replay(
  recorded: readonly RecordedAttempts[],
  thresholds: StormThresholds = STORM_THRESHOLDS,
): Replay {
  const parts = recorded.map(attempts => replayNode(attempts, thresholds))
  return {
    storms: parts.flatMap(part => part.storms).sort((a, b) => a.startedAt - b.startedAt),
    changes: parts.flatMap(part => part.changes).sort((a, b) => a.at - b.at),
  }
}

function replayNode(attempts: RecordedAttempts, thresholds: StormThresholds): Replay {
  const { node, counts, lowerBound = false } = attempts
  const fromMs = Math.round(attempts.fromMs / BUCKET_MS) * BUCKET_MS
  const detector = createDetector(thresholds)
  const storms: ReplayedStorm[] = []
  const changes: Replay['changes'] = []
  for (let first = 0; first < counts.length; first += BUCKETS_PER_SECOND) {
    const end = Math.min(first + BUCKETS_PER_SECOND, counts.length)
    for (let i = first; i < end; i++)
      observe(detector, { fromMs: fromMs + i * BUCKET_MS, count: counts[i] ?? null, lowerBound })
    const nowMs = fromMs + end * BUCKET_MS
    const verdict = judge(detector, nowMs)
    if (changes.at(-1)?.state !== verdict.state)
      changes.push({ node, at: verdict.since, state: verdict.state })
    const running = storms.find(storm => storm.endedAt === null)
    if (running) {
      running.burst ||= verdict.burst
      running.sustained ||= verdict.sustained
      running.peakPerSecond = verdict.startedAt === null ? running.peakPerSecond : verdict.peakPerSecond
      if (verdict.startedAt === null) running.endedAt = verdict.lastAboveAt ?? nowMs
    } else if (verdict.startedAt !== null) {
      const { startedAt, peakPerSecond, burst, sustained } = verdict
      storms.push({ node, startedAt, endedAt: null, peakPerSecond, burst, sustained })
    }
  }
  return { storms, changes }
}
