import { BUCKET_MS, BUCKETS_KEPT } from '@stormdeck/protocol'
import type { HotAttempts } from '../../contract/feed.ts'
import type { NodeJudge } from './node-judge.ts'

/** Buckets sent again with each message, so that one that was still filling is replaced by its final count. */
const OVERLAP_BUCKETS = 2
/** What a viewer gets of a node that has just become hot; of the time before it knows every second. */
const ONSET_BUCKETS = 20

/**
 * Buckets of the hot nodes.
 * @param sentUpTo per node the last bucket that viewers have, updated here; `null`: the whole minute, for a new viewer
 */
export function hotAttemptsOf(
  judges: Iterable<NodeJudge>,
  now: number,
  sentUpTo: Map<string, number> | null,
): HotAttempts {
  const hot: HotAttempts = {}
  for (const judged of judges) {
    const { node } = judged
    if (!judged.isHot(now)) {
      sentUpTo?.delete(node.id)
      continue
    }
    const { buckets } = node
    const sent = sentUpTo?.get(node.id) ?? null
    if (sent === buckets.newest) continue
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
