import type { Status } from '../judged.ts'
import type { NodeReading } from '../node-reading.ts'
import { ratioOf } from '../ratio-of.ts'

/** Full within this time is critical, within three times this a warning: a page takes minutes to be answered. */
export const FULL_SOON_MS = 10 * 60_000

/**
 * Below this share a resource that fills is not running out yet. A server that has just started fills at a rate that would
 * exhaust it in minutes, and stops at its usual level; the alerts on usage itself begin at 70 % (F11).
 */
const JUDGED_FROM_RATIO = 0.6

/** How full the resource is that ends first; `null`: unknown. */
function fillingRatio(node: NodeReading): number | null {
  if (node.fullsFirst === 'connections') return ratioOf(node.connections, node.connectionLimit)
  if (node.fullsFirst === 'descriptors') return ratioOf(node.descriptorsOpen, node.descriptorLimit)
  if (node.fullsFirst === 'memory') return ratioOf(node.rssBytes, node.memoryLimitBytes)
  return null
}

/** Whether a node is about to run out of something (F2). `timeToFullMs` alone is only how fast it fills. */
export function fillingStatus(node: NodeReading): Status {
  const { timeToFullMs } = node
  if (timeToFullMs === null || timeToFullMs > 3 * FULL_SOON_MS) return 'normal'
  if (timeToFullMs === 0) return 'critical'
  const ratio = fillingRatio(node)
  if (ratio !== null && ratio < JUDGED_FROM_RATIO) return 'normal'
  return timeToFullMs <= FULL_SOON_MS ? 'critical' : 'warning'
}
