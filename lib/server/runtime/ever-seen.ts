import type { NodeReading } from '../../domain/node-reading.ts'
import type { HistoryRecords } from '../store/history-records.ts'

/** Looks at the rows of this second; whether a server has ever given data here. */
export type EverSeen = (nodes: readonly Pick<NodeReading, 'lastSeenAt' | 'demo'>[], now: number) => boolean

/**
 * Remembers over restarts that a server was seen once, so that an outage is not taken for a new installation. Servers of
 * the demo are forgotten with it: whoever tried it has not connected anything yet.
 */
export async function openEverSeen(
  store: Pick<HistoryRecords, 'firstSeenAt' | 'noteFirstSeen'>,
  onError: (error: unknown) => void,
): Promise<EverSeen> {
  let kept = (await store.firstSeenAt()) !== null
  let seen = kept
  return (nodes, now) => {
    if (kept) return true
    const heard = nodes.filter(node => node.lastSeenAt !== null)
    seen ||= heard.length > 0
    if (heard.some(node => !node.demo)) {
      kept = true
      store.noteFirstSeen(now).catch(error => {
        kept = false
        onError(error)
      })
    }
    return seen
  }
}
