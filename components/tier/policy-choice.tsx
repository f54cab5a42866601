'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Field } from '@/components/ui/field.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import type { PolicyChange } from '@/lib/contract/tier-order.ts'
import type { TierState } from '@/lib/domain/fleet-state.ts'
import { POLICY_MODES } from '@/lib/domain/tier/policy-mode.ts'
import { errorSentence } from '@/lib/queries/api-request.ts'
import { policyMutation } from '@/lib/queries/tiers/order-tier.ts'

/** What each mode does. */
export const POLICY_MEANS: Record<PolicyChange['mode'], string> = {
  off: 'Nothing is recommended and nothing is done.',
  advise: 'A tier is recommended with its reason; a person must order it.',
  act: 'Where no person has ordered, the policy orders automatically: it degrades fast and recovers slowly, one step a minute.',
}

/** Chooses what the policy may do. Choosing sends nothing, since an arrow key chooses; "Apply" does, with a reason. */
export function PolicyChoice({ tier: { policyMode, mayOrder } }: { tier: TierState }) {
  const [chosen, setChosen] = useState<PolicyChange['mode'] | null>(null)
  const [reason, setReason] = useState('')
  const again = () => {
    setChosen(null)
    setReason('')
  }
  const changing = useMutation({ ...policyMutation, onSuccess: again })
  const mode = chosen ?? policyMode
  return (
    <div className="flex max-w-sm flex-col gap-2">
      <Segmented
        legend="Policy"
        hideLegend
        segments={POLICY_MODES.map(value => ({ value, label: value, disabled: !mayOrder.allowed }))}
        value={mode}
        onChange={setChosen}
      />
      {mode !== policyMode && (
        <>
          <p className="text-ink-2">{POLICY_MEANS[mode]}</p>
          <Field
            label="Why (kept in the audit trail)"
            maxLength={280}
            value={reason}
            onChange={event => setReason(event.target.value)}
          />
          <div className="flex gap-2">
            <Button
              look="order"
              aria-disabled={changing.isPending}
              onClick={() => !changing.isPending && changing.mutate({ mode, reason: reason.trim() })}
            >
              Apply: {mode}
            </Button>
            <Button onClick={again}>Keep {policyMode}</Button>
          </div>
        </>
      )}
      {!mayOrder.allowed && <p className="text-small font-medium text-warn">▲ {mayOrder.why}</p>}
      {changing.error && (
        <p role="alert" className="text-warn">
          ▲ {errorSentence(changing.error)}
        </p>
      )}
    </div>
  )
}
