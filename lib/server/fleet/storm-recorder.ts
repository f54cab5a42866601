import { BUCKET_MS, BUCKETS_KEPT } from '@stormdeck/protocol'
import { MAX_RECORDED_MS, type StormRecording } from '../../contract/storm-recording.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import type { StormRecords } from '../store/storm-records.ts'
import { busiestMinute } from './busiest-minute.ts'
import type { NodeJudge } from './node-judge.ts'
import { takeSeconds } from './take-seconds.ts'

/** Buckets kept of one storm over all its nodes: about six characters each, under what the store takes of one recording. */
const MAX_BUCKETS = 300_000
const SAVE_EVERY_MS = 30_000

export type StormRecorder = {
  /** Takes what is new of every running storm's nodes. Call it about once a second. */
  look(storms: readonly Storm[], judges: readonly NodeJudge[], now: number): void
  /** What is recorded of a running storm; `null`: not running. */
  running(stormId: string): StormRecording | null
  flush(now: number): Promise<void>
}

type Recording = { body: StormRecording; upTo: Map<string, number>; buckets: number; savedAt: number }

/** Records the buckets of the nodes of each storm, from a minute before it, bounded in time and size. */
export function createStormRecorder(options: {
  store: Pick<StormRecords, 'putRecording'>
  onError: (error: unknown) => void
}): StormRecorder {
  const recordings = new Map<string, Recording>()

  async function save(recording: Recording, at: number): Promise<void> {
    recording.savedAt = at
    const { stormId } = recording.body
    await options.store.putRecording({ stormId, kind: 'attempts', at, body: JSON.stringify(recording.body) })
  }

  return {
    look(storms, judges, now) {
      for (const storm of storms) {
        if (storm.state === 'suspected') continue
        const recording = recordings.get(storm.id) ?? begin(storm.id, now)
        recordings.set(storm.id, recording)
        const members = judges.filter(judged => storm.nodes.includes(judged.node.id))
        for (const judged of members) take(recording, judged)
        recording.body.busiestMinute = busiestMinute(
          recording.body.busiestMinute,
          members.map(({ node }) => node),
          now,
        )
        const ended = storm.state === 'ended'
        if (ended || Math.abs(now - recording.savedAt) >= SAVE_EVERY_MS)
          save(recording, now).catch(options.onError)
        if (ended) recordings.delete(storm.id)
      }
    },
    running: stormId => recordings.get(stormId)?.body ?? null,
    async flush(now) {
      for (const recording of recordings.values()) await save(recording, now)
    },
  }
}

const begin = (stormId: string, now: number): Recording => ({
  body: { stormId, nodes: [], busiestMinute: null, cut: null },
  upTo: new Map(),
  buckets: 0,
  savedAt: now,
})

function take(recording: Recording, { node }: NodeJudge): void {
  const { buckets } = node
  const last = buckets.newest - 1
  const upTo = recording.upTo.get(node.id)
  const first = Math.max(buckets.oldest, upTo === undefined ? last - BUCKETS_KEPT + 1 : upTo + 1)
  if (last < first) return
  const track = trackOf(recording, node.id, node.group, first)
  // What was not read in time stays unknown, and in its place.
  const missing = first - (track.fromMs / BUCKET_MS + track.counts.length)
  const full = fullBecause(recording, track.counts.length + missing + last - first)
  if (full !== null) {
    recording.body.cut ??= full
    return
  }
  for (let i = 0; i < missing; i++) track.counts.push(null)
  for (let bucket = first; bucket <= last; bucket++) {
    track.counts.push(buckets.get('attempts', bucket))
    if (buckets.get('lowerBound', bucket) === 1) track.lowerBound = true
  }
  track.seconds = takeSeconds(track.seconds, buckets, first, last)
  recording.buckets += last - first + 1
  recording.upTo.set(node.id, last)
}

function trackOf(recording: Recording, node: string, group: string, first: number) {
  const known = recording.body.nodes.find(track => track.node === node)
  if (known !== undefined) return known
  const track: StormRecording['nodes'][number] = {
    node,
    group,
    fromMs: first * BUCKET_MS,
    counts: [],
    seconds: null,
    lowerBound: false,
  }
  recording.body.nodes.push(track)
  return track
}

function fullBecause(recording: Recording, length: number): string | null {
  if (length >= MAX_RECORDED_MS / BUCKET_MS) return 'only the first 30 min of each node are recorded'
  return recording.buckets >= MAX_BUCKETS ? 'not everything of so many nodes is recorded' : null
}
