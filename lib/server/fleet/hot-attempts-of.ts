import { BUCKET_MS, BUCKETS_KEPT } from '@stormdeck/protocol'
import type { HotAttempts } from '../../contract/feed.ts'
import type { NodeJudge } from './node-judge.ts'

/** Buckets sent again with each message, so that one that was still filling is replaced by its final count. */
const OVERLAP_BUCKETS = 2

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
    const oldest = Math.max(buckets.oldest, buckets.newest - BUCKETS_KEPT + 1)
    const first = sent === null ? oldest : Math.max(oldest, sent - OVERLAP_BUCKETS + 1)
    if (first > buckets.newest || sent === buckets.newest) continue
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
