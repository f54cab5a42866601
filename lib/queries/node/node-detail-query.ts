import { queryOptions } from '@tanstack/react-query'
import { nodeDetailShape } from '../../contract/node-detail.ts'
import { apiRequest } from '../api-request.ts'

/** Every so often while the page is open; spread, so that several viewers do not ask an agent at the same moment. */
const AGAIN_MS = 3_000

/** Everything one node says of itself: TCP states, limits of its host, its largest clients. */
export const nodeDetailQuery = (id: string) =>
  queryOptions({
    queryKey: ['node', id] as const,
    queryFn: ({ signal }) => apiRequest(nodeDetailShape, `/api/nodes/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: () => AGAIN_MS * (0.9 + 0.2 * Math.random()),
  })
