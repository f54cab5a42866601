import type { Tier } from '@stormdeck/protocol'
import { queryOptions } from '@tanstack/react-query'
import { nodeDetailShape } from '../../contract/node-detail.ts'
import { apiRequest } from '../api-request.ts'
import { TAB_JITTER } from '../tab-jitter.ts'

/** Every so often while the page is open. */
const AGAIN_MS = 3_000
/** The monitor must not add to a storm: slower while tier 4 or 5 is ordered somewhere. */
const AGAIN_DEGRADED_MS = 10_000

/**
 * Everything one node says of itself: TCP states, limits of its host, its largest clients.
 * @param ordered the most degraded tier that is ordered in the fleet
 */
export const nodeDetailQuery = (id: string, ordered: Tier) =>
  queryOptions({
    queryKey: ['node', id] as const,
    queryFn: ({ signal }) => apiRequest(nodeDetailShape, `/api/nodes/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (ordered >= 4 ? AGAIN_DEGRADED_MS : AGAIN_MS) * TAB_JITTER,
  })
