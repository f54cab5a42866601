import { BUCKET_MS, BUCKETS_KEPT } from '@stormdeck/protocol'
import { type HotAttempts, MAX_HOT_NODES, MAX_HOT_NODES_EARLY } from '../../contract/feed.ts'
import type { NodeJudge } from './node-judge.ts'

/** Buckets sent again with each message, so that one that was still filling is replaced by its final count. */
const OVERLAP_BUCKETS = 2
/** What a viewer gets of a node that has just become hot; of the time before it knows every second. */
const ONSET_BUCKETS = 20

/**
 * Buckets of the hot nodes; those that are not in a storm yet come first, since their threshold is still ahead of them.
 * @param sentUpTo per node the last bucket that viewers have, updated here; `null`: the whole minute, for a new viewer
 */
export function hotAttemptsOf(
  judges: Iterable<NodeJudge>,
  now: number,
  sentUpTo: Map<string, number> | null,
  early = false,
): HotAttempts {
  const hot: HotAttempts = {}
  const ordered = [...judges].sort((a, b) => rank(a) - rank(b))
  const chosen = new Set(ordered.filter(judged => judged.isHot(now)).slice(0, MAX_HOT_NODES))
  let room = early ? MAX_HOT_NODES_EARLY : MAX_HOT_NODES
  for (const judged of ordered) {
    const { node } = judged
    if (!chosen.has(judged)) {
      sentUpTo?.delete(node.id)
      continue
    }
    if (room === 0) continue
    const { buckets } = node
    const sent = sentUpTo?.get(node.id) ?? null
    if (sent === buckets.newest) continue
    room--
    const length = sentUpTo === null ? BUCKETS_KEPT : ONSET_BUCKETS
    const wanted = sent === null ? buckets.newest - length + 1 : sent - OVERLAP_BUCKETS + 1
    const first = Math.max(buckets.oldest, wanted)
    sentUpTo?.set(node.id, buckets.newest)
    hot[node.id] = {
      fromAt: first * BUCKET_MS,
      counts: Array.from({ length: buckets.newest - first + 1 }, (_, i) =>
        buckets.get('attempts', first + i),
      ),
      lowerBound: buckets.get('lowerBound', buckets.newest) === 1,
    }
  }
  return hot
}

const rank = ({ verdict }: NodeJudge): number => (verdict?.state === 'storm' ? 1 : 0)
