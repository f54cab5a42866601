'use client'
import { useMutation } from '@tanstack/react-query'
import { Button } from '@/components/ui/button.tsx'
import { HoldButton } from '@/components/ui/hold-button.tsx'
import { LEASE_MS } from '@/lib/contract/tier-order.ts'
import type { LeaseInForce, TierState } from '@/lib/domain/fleet-state.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { leaseChangeMutation } from '@/lib/queries/tiers/order-tier.ts'
import { needsDeliberation } from './tier-draft.ts'

/** Fifteen minutes from now, or no longer at all. The new state comes with the live feed. */
export function LeaseActions({ lease, tier }: { lease: LeaseInForce; tier: TierState }) {
  const changing = useMutation(leaseChangeMutation)
  const send = (change: 'release' | 'extend') =>
    changing.mutate({
      id: lease.id,
      change: {
        change,
        durationMs: change === 'extend' ? LEASE_MS.default : null,
        // The reason that was given holds on; tiers 4 and 5 are extended by holding the button.
        reason: change === 'extend' ? lease.reason : '',
        seenRevision: tier.revision,
        confirmed: true,
      },
    })
  const disabled = !tier.mayOrder.allowed || changing.isPending
  return (
    <span className="inline-flex items-center gap-2">
      {changing.error && (
        <span
          role="alert"
          className="max-w-64 truncate text-small text-warn"
          title={errorSentence(changing.error)}
        >
          ▲ {errorSentence(changing.error)}
        </span>
      )}
      {lease.endsAt !== null &&
        (needsDeliberation(lease.tier) ? (
          <HoldButton disabled={disabled} onHeld={() => send('extend')}>
            Hold to extend to 15 min
          </HoldButton>
        ) : (
          <Button size="small" disabled={disabled} onClick={() => send('extend')}>
            Extend to 15 min
          </Button>
        ))}
      <Button size="small" disabled={disabled} onClick={() => send('release')}>
        Release
      </Button>
    </span>
  )
}
