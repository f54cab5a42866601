import { object } from '@stormdeck/protocol'
import { mutationOptions } from '@tanstack/react-query'
import { type LeaseChange, type TierOrder, WRITE_HEADER } from '../../contract/tier-order.ts'
import { apiRequest } from '../api-request.ts'

/** What comes back matters little: the live feed brings the new state to every screen alike. */
const acknowledged = object({})

function write(path: string, body: TierOrder | LeaseChange): Promise<object> {
  return apiRequest(acknowledged, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [WRITE_HEADER.name]: WRITE_HEADER.value },
    body: JSON.stringify(body),
  })
}

/** Gives an order. Refusals arrive as sentences ({@link apiRequest}); nothing is sent twice by itself. */
export const tierOrderMutation = mutationOptions({
  mutationFn: (order: TierOrder) => write('/api/tiers/orders', order),
  retry: false,
})

/** Releases or extends one order. */
export const leaseChangeMutation = mutationOptions({
  mutationFn: ({ id, change }: { id: string; change: LeaseChange }) =>
    write(`/api/tiers/leases/${encodeURIComponent(id)}`, change),
  retry: false,
})
