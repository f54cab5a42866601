import { MEMORY_PER_CONNECTION_BYTES } from '@stormdeck/protocol'
import type { Status } from '../judged.ts'
import { statusAtOrAbove } from '../judged.ts'

export type MemorySample = {
  connections: number | null
  /** Most connections within the last 10 min. */
  peakConnections10Min: number | null
  rssBytes: number | null
  /** rss before the first connection. */
  baseRssBytes: number | null
  /** Heap in use + external. */
  liveBytes: number | null
  baseLiveBytes: number | null
}

export type MemoryPerConnection = {
  bytes: number | null
  /** `live`: drawn with a mark, since it leaves out what the kernel and the allocator hold. */
  method: 'rss' | 'live' | null
}

/** rss says something while connections are at least this share of their 10 min peak; it does not fall with them. */
const NEAR_PEAK_RATIO = 0.8
/** Below this even the live heap is mostly something else. */
const MIN_CONNECTIONS_LIVE = 100

/**
 * What one connection costs (F12, detection.md): (rss − base) ÷ connections above 1,000 connections and near their peak;
 * else (live − base) ÷ connections, marked; else unknown.
 */
export function memoryPerConnection(sample: MemorySample): MemoryPerConnection {
  const { connections, peakConnections10Min: peak } = sample
  if (connections === null || connections <= 0) return { bytes: null, method: null }
  const enough = connections > MEMORY_PER_CONNECTION_BYTES.minConnections
  const nearPeak = peak !== null && connections >= peak * NEAR_PEAK_RATIO
  if (enough && nearPeak) {
    const rss = share(sample.rssBytes, sample.baseRssBytes, connections)
    if (rss !== null) return { bytes: rss, method: 'rss' }
  }
  if (connections < MIN_CONNECTIONS_LIVE) return { bytes: null, method: null }
  const live = share(sample.liveBytes, sample.baseLiveBytes, connections)
  return live === null ? { bytes: null, method: null } : { bytes: live, method: 'live' }
}

/**
 * Warning from the target of 50 KB on, critical from twice the target on (F1, F12). Nothing is held against a node with
 * 1,000 connections or fewer: there the value is mostly noise, and memory is not what ends first.
 */
export function memoryStatus(bytesPerConnection: number | null, connections: number | null): Status {
  const { target, minConnections } = MEMORY_PER_CONNECTION_BYTES
  if (bytesPerConnection !== null && connections !== null && connections <= minConnections) return 'normal'
  return statusAtOrAbove(bytesPerConnection, target, target * 2)
}

function share(bytes: number | null, base: number | null, connections: number): number | null {
  if (bytes === null || base === null || bytes < base) return null
  return (bytes - base) / connections
}
