import { object, type Shape } from '@stormdeck/protocol'
import { mutationOptions } from '@tanstack/react-query'
import {
  type LeaseChange,
  orderAnswerShape,
  type PolicyChange,
  type TierOrder,
  WRITE_HEADER,
} from '../../contract/tier-order.ts'
import { apiRequest } from '../api-request.ts'

function write<T>(shape: Shape<T>, path: string, body: TierOrder | LeaseChange | PolicyChange): Promise<T> {
  return apiRequest(shape, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [WRITE_HEADER.name]: WRITE_HEADER.value },
    body: JSON.stringify(body),
  })
}

type ChangeOfOne = { id: string; change: LeaseChange }

const changeOne = ({ id, change }: ChangeOfOne) =>
  write(orderAnswerShape, `/api/tiers/leases/${encodeURIComponent(id)}`, change)

/** Gives an order, or releases a single one. Refusals arrive as sentences ({@link apiRequest}); nothing is sent twice by itself. */
export const tierOrderMutation = mutationOptions({
  mutationFn: (sent: TierOrder | ChangeOfOne) =>
    'change' in sent ? changeOne(sent) : write(orderAnswerShape, '/api/tiers/orders', sent),
  retry: false,
})

/** Releases or extends one order. */
export const leaseChangeMutation = mutationOptions({ mutationFn: changeOne, retry: false })

/** Sets what the policy may do. */
export const policyMutation = mutationOptions({
  mutationFn: (change: PolicyChange) => write(object({}), '/api/tiers/policy', change),
  retry: false,
})
